"""Procfiles and tables of cron, and the commands of supervisor's programs."""

from __future__ import annotations

from detectors.facts import File, Process, Request, Setting
from detectors.readers import Reading, read


def reading(source: str, name: str, language: str) -> Reading:
    return read(source, File(name, language), frozenset({"curl"}))


def commands(source: str, name: str, language: str) -> list[str]:
    return [
        f"{one.lines.first}:{one.columns[0]} {' '.join((one.name, *one.words))}"
        for one in reading(source, name, language).facts
        if isinstance(one, Process)
    ]


def test_each_line_of_a_procfile_is_a_command() -> None:
    source = "# what runs\n\nweb: gunicorn shop.wsgi --workers 4\nworker:   celery -A shop worker\nno command\n"
    assert commands(source, "Procfile", "procfile") == [
        "3:6 gunicorn shop.wsgi --workers 4",
        "4:11 celery -A shop worker",
    ]


def test_a_table_of_the_machine_says_who_runs_a_line() -> None:
    source = (
        "SHELL=/bin/sh\n# m h dom mon dow user\n17 *\t* * *\troot\t/opt/hourly\n@reboot app /opt/start\n"
        "0 3 * * mon-fri postgres pg_dump shop > /backup/$(date +\\%F).sql\nnot a line\n"
    )
    assert commands(source, "etc/cron.d/shop", "crontab") == [
        "3:17 hourly",
        "4:13 start",
        "5:26 pg_dump shop",
        "5:51 date +%F",
    ]


def test_a_table_of_a_user_says_it_not() -> None:
    source = "0 3 * * * backup --all\n*/5 * * * * curl https://api.example.com/tick\n"
    assert commands(source, "crontab", "crontab") == [
        "1:11 backup --all",
        "2:13 curl https://api.example.com/tick",
    ]


def test_a_user_that_every_line_names_is_one() -> None:
    source = "0 3 * * * root /opt/backup\n0 4 * * * www-data php cron.php\n"
    assert commands(source, "crontab", "crontab") == ["1:16 backup", "2:20 php cron.php"]


def test_behind_a_percent_sign_stands_what_the_command_reads() -> None:
    assert commands("0 3 * * * mail -s done ops%all is well\n", "crontab", "crontab") == [
        "1:11 mail -s done ops"
    ]


def test_what_is_run_each_hour_is_tried_again() -> None:
    source = "0 3 * * * curl https://a.example\n*/5 * * * * curl https://b.example\n@hourly curl https://c.example\n"
    requests = [
        one for one in reading(source, "crontab", "crontab").facts if isinstance(one, Request)
    ]
    assert [one.may_retry_unseen for one in requests] == [False, True, True]


def test_variables_of_a_table_are_settings() -> None:
    found = reading('MAILTO="ops@example.com"\n', "crontab", "crontab").facts
    assert [(one.name, one.value.value) for one in found if isinstance(one, Setting)] == [
        ("MAILTO", "ops@example.com")
    ]


def test_programs_of_supervisor_are_commands() -> None:
    source = (
        "[supervisord]\nnodaemon=true\n\n[program:web]\ncommand=gunicorn shop.wsgi ; the site\n"
        '[eventlistener:mail]\ncommand=mail\n[program:job]\ncommand=bash -c "sleep 5 && job"\n'
    )
    found = commands(source, "supervisord.conf", "ini")
    assert not reading(
        "[program:a]\ncommand=%(here)s/run --port 80%(process_num)02d\n", "a", "ini"
    ).problems
    assert found[0].startswith("5:9 gunicorn shop.wsgi")
    assert [one.split(" ", 1)[1] for one in found[1:]] == ["sleep 5", "job"]
