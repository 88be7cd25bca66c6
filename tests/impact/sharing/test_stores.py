"""Each kind of store gives back what was put into it, and says in one line what it can't do."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from impact.errors import StoredFileUnfit, StoreUnusable
from impact.sharing import http
from impact.sharing.http import AUTHORIZATION, WebStore
from impact.sharing.opening import open_store
from impact.sharing.store import Store

Patch = pytest.MonkeyPatch


class Handler(SimpleHTTPRequestHandler):
    """Python's own server, which also takes uploads: in full, or cut off where the name says so."""

    seen: list[str | None] = []  # noqa: RUF012 - one list for all requests

    def do_GET(self) -> None:
        self.seen.append(self.headers.get("Authorization"))
        if "moved" in self.path:
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
        elif "silent" in self.path:
            time.sleep(0.6)
        elif "dripping" in self.path:
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(OSError):
                for _ in range(40):
                    self.wfile.write(b"x")
                    time.sleep(0.05)
        elif "circle" in self.path:
            self.send_response(302)
            self.send_header("Location", self.path)
            self.end_headers()
        elif "broken" in self.path:
            self.send_error(500)
        else:
            super().do_GET()

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        path = Path(self.translate_path(self.path))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content[: len(content) // 2] if "torn" in self.path else content)
        self.send_response(201)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "served").mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path / "served"))) as serving:
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()
        thread.join()


@pytest.fixture(params=["folder", "file URL", "http", "object store"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "http":
        return open_store(f"{request.getfixturevalue('server')}/maps/")
    if request.param == "object store":
        return open_store(f"memory://{tmp_path.name}/maps")
    path = tmp_path / "maps"
    return open_store(path.as_uri() if request.param == "file URL" else str(path))


def test_what_is_put_is_listed_and_got(store: Store, tmp_path: Path) -> None:
    source, back = tmp_path / "source", tmp_path / "back"
    source.write_bytes(bytes(range(256)) * 9)
    assert store.names("root") == []
    store.put("root/c1/a map.db", source)
    store.put("root/c1/other", source)
    store.put("root/c1/other", source)
    assert sorted(set(store.names("root/c1"))) == ["a map.db", "other"]
    assert set(store.names("root")) == {"c1"}
    store.get("root/c1/a map.db", back, 5000)
    assert back.read_bytes() == source.read_bytes()


def test_what_is_too_large_is_refused(store: Store, tmp_path: Path) -> None:
    source, back = tmp_path / "source", tmp_path / "back"
    source.write_bytes(bytes(3000))
    store.put("root/x", source)
    with pytest.raises(StoreUnusable, match="larger than"):
        store.get("root/x", back, 2999)
    assert not back.exists()


def test_what_is_not_there_is_one_line(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable) as caught:
        store.get("root/none", tmp_path / "back", 10)
    assert "\n" not in str(caught.value)
    assert "none" in str(caught.value)


def test_a_folder_that_may_not_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreUnusable, match="can't be written"):
        open_store(str(tmp_path / "file")).put("root/x", tmp_path / "file")


class TestServer:
    def test_that_keeps_half_is_found_out(self, server: str, tmp_path: Path) -> None:
        (tmp_path / "source").write_bytes(bytes(100))
        with pytest.raises(StoreUnusable, match="reads otherwise"):
            open_store(server).put("torn", tmp_path / "source")

    def test_that_is_gone(self, tmp_path: Path) -> None:
        with pytest.raises(StoreUnusable, match="can't be read"):
            open_store("http://127.0.0.1:9").names("root")

    def test_that_fails(self, server: str) -> None:
        with pytest.raises(StoreUnusable, match="the server answers 500"):
            open_store(server).names("broken")

    @pytest.mark.parametrize(
        ("name", "limit", "seconds", "told"),
        [
            ("silent", "TIMEOUT", 0.2, "timed out"),
            ("dripping", "SLOWEST", 0.2, "took longer than"),
            ("circle", "TIMEOUT", 5.0, "the server answers 302"),
        ],
    )
    def test_that_never_ends_is_left(
        self, server: str, tmp_path: Path, name: str, limit: str, seconds: float, told: str, monkeypatch: Patch
    ) -> None:
        monkeypatch.setattr(http, limit, seconds)
        with pytest.raises(StoreUnusable, match=told) as caught:
            open_store(server).get(name, tmp_path / "back", 1000)
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize("given", ["Bearer a\nX-Other: b", "Bearer \u20ac"])
    def test_gets_no_header_that_is_two(self, server: str, given: str, monkeypatch: Patch) -> None:
        monkeypatch.setenv(AUTHORIZATION, given)
        with pytest.raises(StoreUnusable, match=AUTHORIZATION) as caught:
            open_store(server).names("root")
        assert "Bearer" not in str(caught.value)

    def test_gets_a_secret_without_the_end_of_its_line(self, server: str, monkeypatch: Patch) -> None:
        monkeypatch.setenv(AUTHORIZATION, "Bearer abc\n")
        open_store(server).names("root")
        assert Handler.seen[-1] == "Bearer abc"

    def test_leads_to_no_local_file(self, server: str, tmp_path: Path) -> None:
        with pytest.raises(StoreUnusable, match="can't be read"):
            open_store(server).get("moved", tmp_path / "back", 10**6)

    def test_gets_the_header_of_the_environment(self, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(AUTHORIZATION, "Bearer abc")
        open_store(server).names("root")
        assert Handler.seen[-1] == "Bearer abc"

    def test_may_list_as_json(self, server: str, tmp_path: Path) -> None:
        (tmp_path / "served" / "root").mkdir()
        (tmp_path / "served" / "root" / "index.html").write_text('[{"name": "a", "type": "file"}, {"name": "b/"}]')
        assert open_store(server).names("root") == ["a", "b"]

    def test_gets_no_password_in_its_address(self) -> None:
        with pytest.raises(StoreUnusable, match=AUTHORIZATION) as caught:
            WebStore("https://user:secret@host/maps")
        assert "secret" not in str(caught.value)

    def test_gets_no_address_of_which_we_would_lose_a_part(self) -> None:
        with pytest.raises(StoreUnusable, match="more than a path") as caught:
            WebStore("https://host/maps?signature=secret")
        assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["", " ", "http://[::1/maps", "http://host:port/maps", "http://host:99999/maps"])
def test_what_is_no_address_is_one_line(url: str) -> None:
    with pytest.raises(StoreUnusable, match="its address is"):
        open_store(url)


def test_an_object_store_is_told_of_without_its_password() -> None:
    with pytest.raises(StoreUnusable) as caught:
        open_store("nonesuch://user:secret@host/maps")
    assert "secret" not in caught.value.url


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe with a name")
def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(StoredFileUnfit, match="is no file"):
            open_store(str(tmp_path)).get(name, tmp_path / "back", 10)


def test_a_scheme_that_nobody_knows_is_one_line() -> None:
    with pytest.raises(StoreUnusable, match="nonesuch"):
        open_store("nonesuch://bucket/maps")
