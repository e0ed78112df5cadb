//! `guillemet serve` as programs and browsers meet it, on the stand-in engine, over a real socket.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
#![cfg(feature = "serve")]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A server that ends with the test.
struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }
}

impl Server {
    fn start(flags: &[&str]) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("guillemet"))
            .args(["serve", "--engine", "fake", "--port", "0"])
            .args(flags)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .split_once("http://")
            .unwrap()
            .1
            .split_once('/')
            .unwrap()
            .0
            .to_owned();
        Self { child, address }
    }

    /// Sends `head` (with `{host}` in it) and `body` as they are, and reads to the end.
    fn send(&self, head: &str, body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let head = head.replace("{host}", &self.address).replace('\n', "\r\n");
        let length = body.len();
        write!(
            stream,
            "{head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        // The server may answer, and close, before it has read everything.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        Answer {
            status: head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0),
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        }
    }

    fn get(&self, path: &str) -> Answer {
        self.send(&format!("GET {path} HTTP/1.1\nHost: {{host}}"), b"")
    }

    fn tag(&self, body: &str) -> Answer {
        let head = "POST /v1/tag HTTP/1.1\nHost: {host}\nContent-Type: application/json; charset=utf-8";
        self.send(head, body.as_bytes())
    }
}

const SAID: &str = "« Il faut agir », a dit Jean Dupont à Lyon.";

#[test]
fn the_same_record_as_tag_writes() {
    let server = Server::start(&[]);
    let asked = json!({"id": "a", "text": SAID, "meta": {"date": "2024-03-01"}});
    let answer = server.tag(&asked.to_string());
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.head.contains("content-type: application/json"));
    let mut tag = assert_cmd::Command::cargo_bin("guillemet").unwrap();
    let line = json!({"id": "a", "text": SAID, "date": "2024-03-01"}).to_string();
    let tagged = tag
        .args(["tag", "--engine", "fake", "--from", "jsonl"])
        .write_stdin(line)
        .output()
        .unwrap();
    let mut tagged: Value = serde_json::from_slice(&tagged.stdout).unwrap();
    tagged["source"] = Value::Null;
    assert_eq!(answer.json(), tagged);
}

#[test]
fn the_start_page_and_what_it_sends() {
    let server = Server::start(&[]);
    let start = server.get("/");
    assert_eq!(start.status, 200);
    assert!(start.body.contains("<textarea") && start.body.contains("form-action 'self'"));
    let form = "POST / HTTP/1.1\nHost: {host}\nContent-Type: application/x-www-form-urlencoded\nOrigin: http://{host}";
    let page = server.send(
        form,
        "text=%C2%AB+Il+faut+%3Cb%3E+agir+%C2%BB%2C%0D%0Aa+dit+Jean.".as_bytes(),
    );
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("&lt;b&gt;") && !page.body.contains("<b>"));
    assert!(page.body.contains("href=\"/\""));
    for header in [
        "x-content-type-options: nosniff",
        "x-frame-options: deny",
        "cache-control: no-store",
    ] {
        assert!(page.head.contains(header), "{header}: {}", page.head);
    }
}

#[test]
fn what_cannot_be_read_is_refused_in_a_sentence() {
    let server = Server::start(&["--max-bytes", "1000"]);
    let long = json!({"text": "a".repeat(2000)}).to_string();
    for (body, status, why) in [
        ("{", 400, "is not the JSON"),
        ("{\"text\":1}", 400, "is not the JSON"),
        (
            "{\"text\":\"a\",\"path\":\"/etc/passwd\"}",
            400,
            "unknown field `path`",
        ),
        ("{\"text\":\" \"}", 400, "is empty"),
        (&long, 413, "body"),
    ] {
        let answer = server.tag(body);
        assert_eq!(answer.status, status, "{body}: {}", answer.body);
        assert!(
            answer.json()["error"].as_str().unwrap().contains(why),
            "{}",
            answer.body
        );
    }
    let plain = "POST /v1/tag HTTP/1.1\nHost: {host}\nContent-Type: text/plain";
    assert_eq!(server.send(plain, b"{\"text\":\"a\"}").status, 415);
    assert_eq!(server.get("/v1/tag").status, 405);
    for path in ["/etc/passwd", "/../Cargo.toml", "/v1", "//"] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
}

#[test]
fn only_our_host_and_our_pages_are_answered() {
    let server = Server::start(&["--allow-host", "bureau.local"]);
    let port = server.address.split_once(':').unwrap().1;
    for (host, status) in [
        ("evil.example".to_owned(), 421),
        (format!("evil.example:{port}"), 421),
        (format!("127.0.0.1.evil.example:{port}"), 421),
        (format!("localhost:{port}"), 200),
        ("bureau.local".to_owned(), 200),
    ] {
        let answer = server.send(&format!("GET / HTTP/1.1\nHost: {host}"), b"");
        assert_eq!(answer.status, status, "{host}");
    }
    assert_eq!(
        server.send("GET / HTTP/1.1\nX: y", b"").status,
        421,
        "a request names its host"
    );
    let foreign =
        "POST /v1/tag HTTP/1.1\nHost: {host}\nContent-Type: application/json\nOrigin: http://evil.example";
    let answer = server.send(foreign, b"{\"text\":\"a\"}");
    assert_eq!(answer.status, 403);
    assert!(!answer.head.contains("access-control-allow"));
}

#[test]
fn a_slow_request_is_given_up_and_others_go_on() {
    let server = Server::start(&["--timeout", "5"]);
    let mut slow = TcpStream::connect(&server.address).unwrap();
    let host = &server.address;
    write!(slow, "POST /v1/tag HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{{").unwrap();
    assert_eq!(server.tag(&json!({"text": SAID}).to_string()).status, 200);
    slow.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut answer = [0; 64];
    let read = slow.read(&mut answer).unwrap();
    assert!(
        String::from_utf8_lossy(&answer[..read]).starts_with("HTTP/1.1 504"),
        "{answer:?}"
    );
}

#[test]
fn many_at_once_are_all_answered_or_told_to_come_back() {
    let server = Server::start(&["--at-once", "1"]);
    let body = json!({"text": SAID.repeat(200)}).to_string();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..40)
            .map(|_| scope.spawn(|| server.tag(&body).status))
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(statuses.iter().all(|s| matches!(s, 200 | 503)), "{statuses:?}");
    assert!(
        statuses.iter().filter(|s| **s == 200).count() >= 17,
        "{statuses:?}"
    );
    assert_eq!(server.tag(&json!({"text": SAID}).to_string()).status, 200);
}

#[cfg(unix)]
#[test]
fn it_ends_when_it_is_told_to() {
    let mut server = Server::start(&[]);
    let told = Command::new("kill")
        .arg(server.child.id().to_string())
        .status()
        .unwrap();
    assert!(told.success());
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_port_that_is_taken_is_a_usage_error() {
    let server = Server::start(&[]);
    let port = server.address.split_once(':').unwrap().1;
    let mut second = assert_cmd::Command::cargo_bin("guillemet").unwrap();
    let output = second
        .args(["serve", "--engine", "fake", "--port", port])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("choose another --port"));
}

/// What `value` has that `schema` does not allow.
fn against(value: &Value, schema: &Value, all: &Value, at: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        return against(value, all.pointer(name.trim_start_matches('#')).unwrap(), all, at);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let found: Vec<_> = choices.iter().map(|c| against(value, c, all, at)).collect();
        return found
            .iter()
            .find(|f| f.is_empty())
            .or(found.last())
            .unwrap()
            .clone();
    }
    let mut problems = Vec::new();
    if let Some(fixed) = schema.get("const").filter(|c| *c != value) {
        problems.push(format!("{at}: is not {fixed}"));
    }
    if schema["enum"]
        .as_array()
        .is_some_and(|some| !some.contains(value))
    {
        problems.push(format!("{at}: {value} is none of {}", schema["enum"]));
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    let is = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = types.contains(&is) || is == "integer" && types.contains(&"number");
    if !types.is_empty() && !fits {
        problems.push(format!("{at}: is {is}, not {types:?}"));
    }
    for (place, item) in value.as_array().into_iter().flatten().enumerate() {
        problems.extend(against(item, &schema["items"], all, &format!("{at}[{place}]")));
    }
    for key in schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if value.get(key).is_none() {
            problems.push(format!("{at}: has no {key}"));
        }
    }
    for (key, field) in value.as_object().into_iter().flatten() {
        match schema["properties"].get(key) {
            Some(schema) => problems.extend(against(field, schema, all, &format!("{at}.{key}"))),
            None if schema["additionalProperties"] == false => {
                problems.push(format!("{at}: {key} is not described"))
            }
            None => {}
        }
    }
    problems
}

#[test]
fn the_interface_is_as_described() {
    let server = Server::start(&[]);
    let described = server.get("/v1/openapi.json").json();
    assert_eq!(
        described,
        serde_json::from_str::<Value>(guillemet::serve::OPENAPI).unwrap()
    );
    let mut paths: Vec<_> = described["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    paths.sort_unstable();
    assert_eq!(paths, ["/health", "/v1/openapi.json", "/v1/tag"]);
    let schema = |path: &str, method: &str, status: &str| {
        let response = &described["paths"][path][method]["responses"][status];
        let response = response["$ref"].as_str().map_or(response, |name| {
            described.pointer(name.trim_start_matches('#')).unwrap()
        });
        response["content"]["application/json"]["schema"].clone()
    };
    let holds = |answer: &Answer, path: &str, method: &str| {
        let schema = schema(path, method, &answer.status.to_string());
        assert!(schema.is_object(), "{path}: {} is not described", answer.status);
        assert_eq!(against(&answer.json(), &schema, &described, path), [""; 0]);
    };
    holds(&server.get("/health"), "/health", "get");
    let tag = &described["paths"]["/v1/tag"]["post"]["requestBody"]["content"]["application/json"];
    assert_eq!(
        against(&tag["example"], &tag["schema"], &described, "example"),
        [""; 0]
    );
    let texts = [
        tag["example"].clone(),
        json!({"text": format!("{SAID}\n\nIl a dénoncé un « acte odieux ». « On verra bien. »")}),
        json!({"text": "Rien."}),
        json!({"text": ""}),
        json!({"text": SAID, "other": 1}),
    ];
    for text in texts {
        holds(&server.tag(&text.to_string()), "/v1/tag", "post");
    }
    // What the schema calls closed is closed, so that a new field of the record has to be described.
    let odd = json!({"start": 1, "end": 2, "more": 3});
    assert_eq!(
        against(
            &odd,
            &json!({"$ref": "#/components/schemas/Range"}),
            &described,
            "r"
        )
        .len(),
        1
    );
}
