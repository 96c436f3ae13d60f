// A connection by plain requests, for networks that let no websocket through. To the page it is a
// WebSocket like any other, so all that looks at what passes through one sees it as well.
//
// Websockets are tried first. Where two in a row carried nothing, while the service took a connection
// by requests each time, the next is such a one; when that breaks, a websocket is tried again.

const CHAT = "/chat/ws/socket.io/";
const REMEMBERED = "almanac-polls";
// A proxy may let a websocket open and carry nothing.
const SILENCE_MS = 6_000;
// The service says something every 25 seconds.
const ANSWER_MS = 60_000;
// So many packets go in one request at most.
const MOST_PACKETS = 16;
// What outlives its page may be so long; browsers take 64 kB.
const LONGEST_KEPT = 60_000;
const BETWEEN = "\x1e";
const CLOSING = "1";
const FAILURES = 2;
const Native = window.WebSocket;
let failures = sessionStorage.getItem(REMEMBERED) ? FAILURES : 0;

export class PolledSocket extends EventTarget {
  onopen = null;
  onmessage = null;
  onerror = null;
  onclose = null;
  readyState = Native.CONNECTING;
  binaryType = "blob";
  bufferedAmount = 0;
  extensions = "";
  protocol = "";
  #address;
  #waiting = [];
  #sends = false;
  #asking = new AbortController();
  #leave = () => {
    this.close();
    // A page that goes waits for nothing. The service reads what comes in the order in which it comes.
    while (this.#waiting.length) this.#post().catch(() => null);
  };

  constructor(address) {
    super();
    this.url = String(address);
    this.#address = addressOfRequests(address);
    window.addEventListener("pagehide", this.#leave);
    this.#listen();
  }

  send(data) {
    if (this.readyState !== Native.OPEN) return;
    this.#waiting.push(data);
    if (!this.#sends) this.#deliver();
  }

  close() {
    // What was sent before arrives before.
    if (this.readyState === Native.OPEN) this.send(CLOSING);
    this.#end();
  }

  async #listen() {
    let packets = await this.#orBreak(() => this.#begin());
    if (!packets) return;
    if (this.readyState !== Native.CONNECTING) {
      sayGoodbye(this.#address);
      return;
    }
    this.readyState = Native.OPEN;
    this.#tell(new Event("open"));
    while (packets && this.readyState === Native.OPEN) {
      for (const packet of packets) {
        if (packet === CLOSING) this.#break();
        if (this.readyState === Native.OPEN) this.#tell(new MessageEvent("message", { data: packet }));
      }
      if (this.readyState === Native.OPEN) packets = await this.#orBreak(() => this.#news());
    }
  }

  async #begin() {
    const packets = await this.#news();
    this.#address.searchParams.set("sid", sessionIn(packets[0]));
    return packets;
  }

  #news() {
    const signal = AbortSignal.any([this.#asking.signal, AbortSignal.timeout(ANSWER_MS)]);
    return this.#request({ signal });
  }

  async #orBreak(work) {
    try {
      return await work();
    } catch {
      // Like any socket it says that it closed, and no more.
      this.#break();
      return null;
    }
  }

  async #deliver() {
    this.#sends = true;
    try {
      while (this.#waiting.length) await this.#post();
    } catch {
      this.#break();
    }
    this.#sends = false;
    if (this.readyState === Native.CLOSED) window.removeEventListener("pagehide", this.#leave);
  }

  #post() {
    const body = this.#waiting.splice(0, MOST_PACKETS).join(BETWEEN);
    const keepalive = new Blob([body]).size <= LONGEST_KEPT;
    return this.#request({ method: "POST", body, keepalive, signal: AbortSignal.timeout(ANSWER_MS) });
  }

  async #request(how) {
    const reply = await fetch(this.#address, { ...how, cache: "no-store", credentials: "same-origin" });
    if (!reply.ok) throw new Error(`${reply.status}`);
    return (await reply.text()).split(BETWEEN);
  }

  #break() {
    // This page tries a websocket first again; the next one goes by requests until one carried something.
    if (this.readyState === Native.CLOSED) return;
    failures = 0;
    this.#waiting.length = 0;
    this.#end();
  }

  #end() {
    if (this.readyState === Native.CLOSED) return;
    this.readyState = Native.CLOSED;
    this.#asking.abort();
    if (!this.#sends) window.removeEventListener("pagehide", this.#leave);
    setTimeout(() => this.#tell(new CloseEvent("close", { code: 1006 })));
  }

  #tell(event) {
    try {
      this[`on${event.type}`]?.(event);
    } catch (error) {
      // As of any socket: a mistake of the page is told on its console, and closes nothing.
      reportError(error);
    }
    this.dispatchEvent(event);
  }
}

function addressOfRequests(address) {
  const requests = new URL(address, location.href);
  requests.protocol = requests.protocol === "wss:" ? "https:" : "http:";
  requests.searchParams.set("transport", "polling");
  return requests;
}

function sessionIn(packet) {
  return JSON.parse(packet.slice(1)).sid;
}

function sayGoodbye(address) {
  const request = { method: "POST", body: CLOSING, keepalive: true, credentials: "same-origin" };
  fetch(address, request).catch(() => null);
}

function forget() {
  failures = 0;
  sessionStorage.removeItem(REMEMBERED);
}

// Whether the service takes a connection by requests where it has just taken no websocket.
async function takesRequests(address) {
  const requests = addressOfRequests(address);
  try {
    const request = { signal: AbortSignal.timeout(SILENCE_MS), cache: "no-store", credentials: "same-origin" };
    const reply = await fetch(requests, request);
    if (!reply.ok) return false;
    requests.searchParams.set("sid", sessionIn(await reply.text()));
    sayGoodbye(requests);
    return true;
  } catch {
    return false;
  }
}

// Looks whether a socket carries anything, unless the page closes it before that is known.
function watch(socket, address) {
  const close = socket.close;
  let known = false;
  const knows = (carries) => {
    if (known) return;
    known = true;
    clearTimeout(silence);
    if (carries) forget();
    else carriesNothing(address);
  };
  const silence = setTimeout(() => {
    knows(false);
    close.call(socket);
  }, SILENCE_MS);
  socket.close = (...how) => {
    known = true;
    clearTimeout(silence);
    close.apply(socket, how);
  };
  socket.addEventListener("message", () => knows(true), { once: true });
  // The page closes a socket as soon as it hears of an error, so this comes first.
  socket.addEventListener("error", () => knows(false));
  socket.addEventListener("close", () => knows(false));
}

async function carriesNothing(address) {
  if (!(await takesRequests(address))) failures = 0;
  else if (++failures >= FAILURES) sessionStorage.setItem(REMEMBERED, "yes");
}

// Has every socket that the page opens to the chat be one that the network lets through.
export function openWhatGoesThrough() {
  window.WebSocket = new Proxy(Native, {
    construct(_, [address, ...rest]) {
      if (new URL(address, location.href).pathname !== CHAT) return new Native(address, ...rest);
      if (failures >= FAILURES) return new PolledSocket(address);
      const socket = new Native(address, ...rest);
      watch(socket, address);
      return socket;
    },
  });
}
