"""A request's tenant: from its path to its answer, and to the last byte of a streaming body."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template import engines
from django.template.response import TemplateResponse
from django.test import AsyncClient, Client, RequestFactory, override_settings
from django.urls import get_script_prefix, include, path, reverse

from poseidon.domain.accounts.models import Accounts
from poseidon.tenancy.api import current_tenant, tenant_context
from poseidon.tenancy.middleware import TenantMiddleware
from tests.tenancy.names import OTHER, OURS, TENANT_DATABASES
from tests.testapp.models import Author

pytestmark = pytest.mark.django_db(databases=[*TENANT_DATABASES, "accounts"])

closed_in: list[str | None] = []


def tell(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return JsonResponse(
        {
            "tenant": current_tenant(),
            "request": request.tenant,  # type: ignore[attr-defined]
            "path": request.path,
            "path_info": request.path_info,
            "absolute": request.build_absolute_uri(),
            "reversed": reverse("tell"),
            "authors": list(Author.objects.values_list("name", flat=True)) if current_tenant() else None,
        }
    )


def _items() -> Iterator[str]:
    try:
        for author in Author.objects.order_by("pk").iterator():
            yield f"{current_tenant()} {author.name} {reverse('tell')};"
    finally:
        closed_in.append(current_tenant())


async def _async_items() -> AsyncIterator[str]:
    try:
        async for author in Author.objects.order_by("pk"):
            yield f"{current_tenant()} {author.name} {reverse('tell')};"
    finally:
        closed_in.append(current_tenant())


def stream(request: HttpRequest) -> HttpResponseBase:
    return StreamingHttpResponse(_items())


def lazy(request: HttpRequest) -> HttpResponseBase:
    return StreamingHttpResponse(
        f"{current_tenant()} {name};" for name in Author.objects.values_list("name", flat=True)
    )


async def astream(request: HttpRequest) -> HttpResponseBase:
    return StreamingHttpResponse(_async_items())


def file_of_rows(request: HttpRequest) -> HttpResponseBase:
    return FileResponse(_items(), filename="rows.txt")  # type: ignore[arg-type]


def fail(request: HttpRequest, how: str) -> HttpResponse:
    raise {"missing": Http404, "denied": PermissionDenied, "broken": LookupError}[how](current_tenant())


def elsewhere(request: HttpRequest) -> HttpResponse:
    return redirect("tell")


def template(request: HttpRequest) -> HttpResponseBase:
    text = "{{ tenant_now }} {% url 'tell' %}"
    return TemplateResponse(request, engines["django"].from_string(text), {"tenant_now": current_tenant})  # type: ignore[arg-type]


def leave_open(request: HttpRequest) -> HttpResponse:
    tenant_context(OTHER).__enter__()
    return HttpResponse()


ADDRESSES = [
    path("tell/", tell, name="tell"),
    path("deep/", include([path("<path:rest>", tell)])),
    path("stream/", stream),
    path("lazy/", lazy),
    path("astream/", astream),
    path("file/", file_of_rows),
    path("fail/<str:how>/", fail),
    path("elsewhere/", elsewhere),
    path("template/", template),
    path("leave-open/", leave_open),
]


PAGES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.locmem.Loader",
                    {
                        "404.html": "nothing here",
                        "tenancy/suspended.html": "{{ tenant }} is suspended",
                    },
                )
            ]
        },
    }
]


def _module(name: str, urlpatterns: list[Any]) -> ModuleType:
    module = ModuleType(name)
    module.urlpatterns = urlpatterns  # type: ignore[attr-defined]
    return module


@pytest.fixture(autouse=True)
def site(rows: None) -> Iterator[None]:
    """Both tenants are served; their addresses are those above, and so are the platform's."""
    closed_in.clear()
    for acronym in (OURS, OTHER):
        Accounts.objects.create(acronym=acronym, active=True)
    with override_settings(
        ROOT_URLCONF=_module("platform_urls", [path("outside/tell/", tell, name="tell")]),
        TENANT_URLCONF=_module("tenant_urls", ADDRESSES),
        TEMPLATES=PAGES,
        MIDDLEWARE=["poseidon.tenancy.middleware.TenantMiddleware"],
    ):
        yield
    assert current_tenant() is None
    assert get_script_prefix() == "/"


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


# -- whose request it is


def test_a_tenant_s_request_runs_inside_it_and_so_do_its_addresses(client: Client) -> None:
    told = client.get(f"/{OURS}/tell/?a=1").json()
    assert told == {
        "tenant": OURS,
        "request": OURS,
        "path": f"/{OURS}/tell/",
        "path_info": "/tell/",
        "absolute": f"http://testserver/{OURS}/tell/?a=1",
        "reversed": f"/{OURS}/tell/",
        "authors": ["Ada", "Abe"],
    }


def test_requests_of_two_tenants_follow_each_other(client: Client) -> None:
    tenants = [client.get(f"/{tenant}/tell/").json()["authors"] for tenant in (OURS, OTHER, OURS)]
    assert tenants == [["Ada", "Abe"], ["Bea"], ["Ada", "Abe"]]


def test_everything_else_runs_outside_all_tenants(client: Client) -> None:
    for where in (None, OURS):
        with tenant_context(where):  # of the thread that serves, should somebody have left it there
            told = client.get("/outside/tell/").json()
            assert (told["tenant"], told["request"], told["reversed"]) == (None, None, "/outside/tell/")
            assert current_tenant() == where


def test_a_tenant_left_open_by_a_view_does_not_reach_the_next_request(client: Client) -> None:
    client.get(f"/{OURS}/leave-open/")
    assert client.get("/outside/tell/").json()["tenant"] is None
    assert client.get(f"/{OURS}/tell/").json()["tenant"] == OURS
    tenant_context(None).__enter__()  # what the test's own thread was left with


def test_below_a_prefix_of_the_server_the_tenant_comes_after_it(client: Client) -> None:
    told = client.get(f"/{OURS}/tell/", SCRIPT_NAME="/app").json()
    assert told["reversed"] == f"/app/{OURS}/tell/"
    assert told["path_info"] == "/tell/"


@pytest.mark.parametrize(
    "name", ["NOBODY", "TESTCLIENT_RO", "default", "TESTCLIENTX", "%E2%85%A0", "TESTCLIENT%20", ".."]
)
def test_a_name_that_no_tenant_has_is_not_found(name: str, client: Client) -> None:
    assert client.get(f"/{name}/tell/").status_code == 404


def test_a_tenant_s_name_in_another_s_path_is_only_a_word(client: Client) -> None:
    told = client.get(f"/{OURS}/deep/{OTHER}/tell/").json()
    assert (told["tenant"], told["authors"]) == (OURS, ["Ada", "Abe"])


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("/testclient/tell/", f"/{OURS}/tell/"),
        ("/TestClient/tell/?a=1&b=%20", f"/{OURS}/tell/?a=1&b=%20"),
        (f"/{OURS}", f"/{OURS}/"),
        ("/testclient", f"/{OURS}/"),
        ("/testclient?next=/x", f"/{OURS}/?next=/x"),
        ("/testclient/deep/100%25/a%3Fb%23c", f"/{OURS}/deep/100%25/a%3Fb%23c"),
        ("/testclient/deep/%C3%A9t%C3%A9", f"/{OURS}/deep/%C3%A9t%C3%A9"),
        ("/testclient//evil.example/", f"/{OURS}//evil.example/"),
        ("/testclient/deep/%0d%0aSet-Cookie:x", f"/{OURS}/deep/%0D%0ASet-Cookie:x"),
    ],
)
def test_wrong_case_is_sent_to_the_same_place_under_the_right_name(
    asked: str, sent: str, client: Client
) -> None:
    response = client.get(asked)
    assert (response.status_code, response["Location"]) == (302, sent)


def test_a_redirect_never_leads_to_another_host(client: Client) -> None:
    for asked in ("//testclient/tell/", "//TESTCLIENT", "///testclient//x"):
        location = client.get(asked).headers.get("Location", "/x")
        assert location.startswith("/")
        assert not location.startswith("//")


def test_below_a_prefix_wrong_case_is_sent_below_it(client: Client) -> None:
    assert client.get("/testclient/tell/", SCRIPT_NAME="/app")["Location"] == f"/app/{OURS}/tell/"


def test_a_view_s_redirect_stays_inside_the_tenant(client: Client) -> None:
    response = client.get(f"/{OURS}/elsewhere/", follow=True)
    assert response.json()["tenant"] == OURS  # type: ignore[attr-defined]


def test_a_template_rendered_late_is_rendered_inside_the_tenant(client: Client) -> None:
    assert client.get(f"/{OURS}/template/").content.decode() == f"{OURS} /{OURS}/tell/"


@pytest.mark.parametrize(("how", "status"), [("missing", 404), ("denied", 403), ("broken", 500)])
def test_an_exception_leaves_no_tenant_and_no_prefix_behind(how: str, status: int, client: Client) -> None:
    assert client.get(f"/{OURS}/fail/{how}/").status_code == status
    assert current_tenant() is None
    assert client.get("/outside/tell/").json()["reversed"] == "/outside/tell/"


def test_an_exception_that_nobody_turns_into_an_answer_leaves_nothing_behind() -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        raise LookupError(current_tenant())

    with tenant_context(OTHER):
        with pytest.raises(LookupError, match=OURS):
            TenantMiddleware(broken)(RequestFactory().get(f"/{OURS}/tell/"))
        assert current_tenant() == OTHER


@pytest.mark.parametrize(("active", "status"), [(False, 403), (None, 403)])
def test_a_suspended_tenant_is_told_so_and_no_view_runs(
    active: bool | None, status: int, client: Client
) -> None:
    Accounts.objects.filter(pk=OURS).update(active=active)
    response = client.get(f"/{OURS}/tell/")
    assert (response.status_code, response.content) == (status, b"TESTCLIENT is suspended")
    assert client.get(f"/{OTHER}/tell/").json()["tenant"] == OTHER


def test_a_tenant_without_an_account_is_not_found(client: Client) -> None:
    Accounts.objects.filter(pk=OURS).delete()
    assert client.get(f"/{OURS}/tell/").status_code == 404


# -- streaming bodies


def served_by_stock(view: Callable[[HttpRequest], HttpResponseBase]) -> HttpResponseBase:
    """What a middleware without care for streams answers: the body is produced after it has returned."""
    with tenant_context(OURS):
        return view(RequestFactory().get("/"))


def test_without_care_a_stream_is_produced_outside_its_tenant() -> None:
    response: Any = served_by_stock(lazy)
    with tenant_context(OTHER):
        assert response.getvalue() == b"OTHERCLIENT Ada;OTHERCLIENT Abe;", "rows of one, code in another"


@pytest.mark.parametrize("address", ["stream", "file"])
def test_a_streaming_body_is_produced_in_its_tenant_with_its_addresses(address: str, client: Client) -> None:
    response: Any = client.get(f"/{OURS}/{address}/")
    with tenant_context(OTHER):
        body = response.getvalue().decode()
        assert current_tenant() == OTHER
    assert body == f"{OURS} Ada /{OURS}/tell/;{OURS} Abe /{OURS}/tell/;"
    assert closed_in == [OURS]
    assert get_script_prefix() == "/"


def test_streams_of_two_tenants_interleave(client: Client) -> None:
    ours: Any = iter(client.get(f"/{OURS}/stream/"))
    other: Any = iter(client.get(f"/{OTHER}/stream/"))
    assert next(ours).startswith(b"TESTCLIENT Ada")
    assert next(other).startswith(b"OTHERCLIENT Bea")
    assert next(ours).startswith(b"TESTCLIENT Abe")
    assert (next(ours, None), next(other, None)) == (None, None)


def test_a_stream_that_the_client_left_cleans_up_in_its_tenant(client: Client) -> None:
    response: Any = client.get(f"/{OURS}/stream/")
    next(iter(response))
    with tenant_context(OTHER):
        response.close()
    assert closed_in == [OURS]


def test_an_exception_in_a_stream_leaves_no_tenant_behind() -> None:
    def broken(request: HttpRequest) -> HttpResponseBase:
        return StreamingHttpResponse(1 / (number - 1) and str(number) for number in (2, 1))

    response: Any = TenantMiddleware(broken)(RequestFactory().get(f"/{OURS}/tell/"))
    with pytest.raises(ZeroDivisionError):
        response.getvalue()
    assert current_tenant() is None


def test_a_file_is_handed_to_the_server_as_it_is(tmp_path: Any) -> None:
    (tmp_path / "file").write_bytes(b"content")
    response: Any = TenantMiddleware(lambda request: FileResponse((tmp_path / "file").open("rb")))(
        RequestFactory().get(f"/{OURS}/tell/")
    )
    assert response.file_to_stream is not None
    assert response.getvalue() == b"content"
    response.close()


async def _collect(response: Any) -> str:
    return "".join([part.decode() async for part in response])


def test_an_asynchronous_body_is_produced_in_its_tenant_with_its_addresses() -> None:
    async def visit() -> tuple[str, str | None]:
        response = await AsyncClient().get(f"/{OURS}/astream/")
        with tenant_context(OTHER):
            return await _collect(response), current_tenant()

    body, after = _run(visit)
    assert body == f"{OURS} Ada /{OURS}/tell/;{OURS} Abe /{OURS}/tell/;"
    assert (after, closed_in) == (OTHER, [OURS])


def test_under_asgi_views_and_bodies_are_inside_the_tenant() -> None:
    async def visit() -> list[str]:
        client = AsyncClient()
        told = (await client.get(f"/{OURS}/tell/")).json()  # type: ignore[attr-defined]
        streams = await asyncio.gather(*(client.get(f"/{tenant}/astream/") for tenant in (OURS, OTHER)))
        return [told["tenant"], *[await _collect(stream) for stream in streams]]

    told, ours, other = _run(visit)
    assert told == OURS
    assert ours.startswith("TESTCLIENT Ada")
    assert other == f"{OTHER} Bea /{OTHER}/tell/;"


def _run(function: Callable[[], Any]) -> Any:
    from asgiref.sync import async_to_sync

    result = async_to_sync(function)()
    assert connections[OURS].connection is not None
    return result
