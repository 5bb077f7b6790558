"""The programme: rooms, sessions, and who and what is in a session."""

from django.db import models

from poseidon.commons import legacy_fields as legacy
from poseidon.domain.abstracts.models import Abstract
from poseidon.tenancy.api import Reference, TenantModel


class Room(TenantModel):
    """A room of one conference."""

    id = models.AutoField(primary_key=True, db_column="roomid")
    conference_code = legacy.text(8, "conference", db_column="cfcnf")
    conference = Reference("poseidon.PlanionContainer", column="conference_code")
    name = legacy.text(200, db_column="roomname")
    capacity = models.IntegerField(null=True, blank=True)
    order = models.IntegerField(null=True, blank=True, db_column="sortord")
    description = legacy.body(db_column="descr")
    external_id = legacy.text(64, db_column="extid")

    class Meta:
        managed = False
        db_table = "rooms"

    def __str__(self) -> str:
        return self.name or f"Room {self.id}"


class Session(TenantModel):
    """A slot of the programme. `start` and `end` are UTC; `day` is the conference day it counts to,
    which for a talk at one in the morning is the day before."""

    id = models.AutoField(primary_key=True, db_column="sessid")
    conference_code = legacy.text(8, "conference", db_column="cfcnf")
    conference = Reference("poseidon.PlanionContainer", column="conference_code")
    title = legacy.text(500)
    subtitle = legacy.text(500)
    type = legacy.text(100, db_column="sesstype")
    track = legacy.text(200)
    room = legacy.LegacyForeignKey(Room, db_column="roomid", related_name="sessions")
    day = legacy.day(db_column="sessday")
    start = legacy.moment(db_column="starts")
    end = legacy.moment(db_column="ends")
    language = legacy.text(20, db_column="lang")
    summary = legacy.body()
    description = legacy.body(db_column="descr")
    slug = legacy.text(200)
    url = legacy.text(500, "web address")
    recording_license = legacy.text(200, db_column="reclicense")
    recording_url = legacy.text(500, db_column="recurl")
    do_not_record = legacy.flag(db_column="norecord")
    do_not_stream = legacy.flag(db_column="nostream")
    public = legacy.flag()
    external_id = legacy.text(64, db_column="extid")
    created_at = legacy.moment(auto_now_add=True)
    updated_at = legacy.moment(auto_now=True)

    class Meta:
        managed = False
        db_table = "sessn"

    def __str__(self) -> str:
        return self.title or f"Session {self.id}"


class SessionAbstract(TenantModel):
    """An abstract that is presented in a session, at a place in its order."""

    id = models.AutoField(primary_key=True)
    session = legacy.LegacyForeignKey(Session, db_column="sessid", related_name="session_abstracts")
    abstract = legacy.LegacyForeignKey(Abstract, db_column="absid", related_name="session_abstracts")
    order = models.IntegerField(null=True, blank=True, db_column="sortord")

    class Meta:
        managed = False
        db_table = "sessabs"
        verbose_name = "abstract in session"
        verbose_name_plural = "abstracts in sessions"

    def __str__(self) -> str:
        return f"Abstract {self.abstract_id} in session {self.session_id}"


class SessionPerson(TenantModel):
    """A person with a role in a session."""

    class Role(models.TextChoices):
        CHAIR = "chair", "Chair"
        DISCUSSANT = "discussant", "Discussant"
        SPEAKER = "speaker", "Speaker"
        MODERATOR = "moderator", "Moderator"

    id = models.AutoField(primary_key=True)
    session = legacy.LegacyForeignKey(Session, db_column="sessid", related_name="session_people")
    pid = models.IntegerField("person", null=True, blank=True)
    person = Reference("poseidon.People", column="pid")
    role = legacy.text(20, choices=Role.choices)
    order = models.IntegerField(null=True, blank=True, db_column="sortord")

    class Meta:
        managed = False
        db_table = "sesspeop"
        verbose_name = "person in session"
        verbose_name_plural = "people in sessions"

    def __str__(self) -> str:
        return f"{self.role or 'Person'} {self.pid} in session {self.session_id}"
