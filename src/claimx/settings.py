"""Every setting of a run, in one model: defaults < ``claimx.toml`` < ``CLAIMX_*`` environment < flags of the call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from claimx.errors import UsageError


class Settings(BaseSettings):
    """Settings of a run. ``claimx.toml`` is looked for in the working directory; a name it misspells is an error."""

    model_config = SettingsConfigDict(env_prefix="CLAIMX_", toml_file="claimx.toml", frozen=True)

    input: list[str] = Field(["data/raw"], description="Files, folders and glob patterns to read.")
    output: Path = Field(Path("data/processed"), description="Folder of the tables.")
    model: str | None = Field(None, description="Installed spaCy model to build on; claimx's own pipeline if unset.")
    batch_size: int = Field(50, ge=1, description="Articles written together: one file in each table.")
    workers: int = Field(1, ge=1, description="Processes that read articles.")
    max_quarantined: float = Field(
        0.05, ge=0, le=1, description="Share of quarantined articles that still is a success."
    )
    max_bytes: int = Field(20_000_000, ge=1, description="Size from which on a file is not read, in bytes.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Sources in order of rank, the first wins."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load(**given: Any) -> Settings:
    """Settings of a run; what is ``None`` in the call is taken from the environment, the file or the default.

    Raises:
        UsageError: a setting has no such value, or there is no such setting.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(f"setting {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except ValueError as error:  # claimx.toml is no TOML, an environment variable no JSON list
        raise UsageError(f"settings: {error}") from error
