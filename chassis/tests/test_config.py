"""What a process is told by its environment, or by files that the environment names."""

from pathlib import Path

import pytest

from chassis.config import Config, ConfigurationError


def test_a_setting_may_be_given_as_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://here\n")
    given = {
        "DATABASE_URL_FILE": str(tmp_path / "url"),
        "AMQP_URL": "amqp://here",
        "AMQP_URL_FILE": "/nowhere",
    }
    config = Config.from_environment("parrot", given)
    assert (config.text("DATABASE_URL"), config.text("AMQP_URL")) == ("postgresql://here", "amqp://here")


def test_files_that_other_programs_are_told_of_are_nobody_s_concern(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    given = {
        "TOOL_CONFIG_FILE": str(tmp_path / "binary"),
        "HISTORY_FILE": str(tmp_path),
        "X_FILE": "/nowhere/at/all",
    }
    config = Config.from_environment("parrot", given)
    for name, told in (
        ("TOOL_CONFIG", "TOOL_CONFIG_FILE names no text"),
        ("X", "X_FILE names"),
        ("Y", "Y is not set"),
    ):
        with pytest.raises(ConfigurationError, match=told):
            config.text(name)
