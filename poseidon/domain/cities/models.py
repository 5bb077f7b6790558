"""Cities that conferences take place in."""

from poseidon.commons import legacy_fields as legacy
from poseidon.tenancy.api import TenantModel


class City(TenantModel):
    """A place with its time zone; `cityid` is the key that conferences carry."""

    cityid = legacy.code(6, "id")
    name = legacy.text(100)
    region = legacy.text(100)
    country = legacy.text(100)
    timezone = legacy.text(64, "time zone")

    class Meta:
        managed = False
        db_table = "cities"
        verbose_name_plural = "cities"

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.name, self.country))) or self.cityid
