FROM python:3.11.14-slim-bookworm AS builder
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends build-essential pkg-config default-libmysqlclient-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY requirements.txt ./
COPY requirements ./requirements
RUN pip wheel --no-cache-dir --wheel-dir /wheels --requirement requirements.txt

FROM python:3.11.14-slim-bookworm
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libmariadb3 tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 poseidon
COPY --from=builder /wheels /wheels
RUN pip install --no-cache-dir --no-index --find-links=/wheels /wheels/*.whl && rm -rf /wheels
WORKDIR /app
COPY --chown=poseidon:poseidon . .
RUN DJANGO_SETTINGS_MODULE=settings.demo python manage.py collectstatic --no-input --verbosity=0
USER 10001
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/live', timeout=2)"]
ENTRYPOINT ["tini", "--", "docker/web/entrypoint.sh"]
CMD ["gunicorn", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--threads=4", "--workers=2", "--timeout=60", "poseidon.wsgi"]
