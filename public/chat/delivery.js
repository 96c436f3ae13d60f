// Sees to it that a question arrives once: what the server has not acknowledged when a connection
// breaks is sent again by the next one, and the server knows it by the id of its message.
//
// A question that is asked before the page has all that there is waits for that: the history that
// still comes takes the place of what stands there, and the question would be gone from the page.
//
// Chainlit's page keeps its socket to itself, so this looks at what passes through any WebSocket, and
// through what stands in for one.

import { PolledSocket } from "./polling.js";

const CHAT = "/chat/ws/socket.io/";
// Packets of socket.io: 40 opens the connection, 42 is an event, 44 refuses the connection.
const OPENING = "40{";
const REFUSAL = "44";
const QUESTION = '42["client_message",';
const READY_FOR_NEWS = '42["connection_successful"';
// Longer than any question that is answered; what is longer is refused, and need not arrive.
const LONGEST = 200_000;
const MOST_TRIES = 5;
const sent = new Map();
let current = null;
let readySocket = null;
let session = null;
let person = null;
let threadShown = () => undefined;

// `thread` tells which conversation is shown; `refused` hears that a connection was refused.
export function watchSending(thread, refused) {
  threadShown = thread;
  for (const kind of [WebSocket, PolledSocket]) watchKind(kind.prototype, refused);
}

function watchKind(sockets, refused) {
  const send = sockets.send;
  sockets.send = function (data) {
    if (typeof data !== "string" || !new URL(this.url).pathname.startsWith(CHAT)) {
      return send.call(this, data);
    }
    if (data.startsWith(QUESTION) && data.length <= LONGEST) {
      const waits = this !== readySocket;
      keep(data, waits ? null : this);
      if (waits) return undefined;
    }
    if (data.startsWith(OPENING)) hearRefusal(this, refused);
    const result = send.call(this, data.startsWith(OPENING) ? opening(data) : data);
    if (data.startsWith(READY_FOR_NEWS)) current = this;
    return result;
  };
}

// The server forgets a page that was away for long. Then its conversation is asked for again, or
// the next question would begin another.
function opening(data) {
  const auth = JSON.parse(data.slice(2));
  session = auth.sessionId;
  const shown = threadShown();
  return auth.threadId || !shown ? data : `40${JSON.stringify({ ...auth, threadId: shown })}`;
}

function hearRefusal(socket, refused) {
  socket.addEventListener("message", ({ data }) => {
    if (typeof data === "string" && data.startsWith(REFUSAL)) refused();
  });
}

function keep(data, socket) {
  const [, payload] = JSON.parse(data.slice(2));
  const { id } = payload.message;
  sent.set(id, { payload, socket, session, tries: sent.get(id)?.tries ?? 0 });
}

export function hearNews(news) {
  if (news.message) sent.delete(news.message);
  if (news.status === "signed out") sent.clear();
  if (news.status !== "ready") return;
  // Somebody else signed in here meanwhile: what the one before wrote is not theirs to ask.
  if (person !== null && person !== news.person) sent.clear();
  person = news.person;
  readySocket = current;
  for (const [id, question] of sent) {
    // Another conversation has another session, and is not the one that was asked.
    if (question.session !== session || question.tries >= MOST_TRIES) sent.delete(id);
    else if (question.socket !== current) sendAgain(question);
  }
}

// Asks a question in the place of one that stands in the conversation already, which was answered by
// the turn `siblingOf`; tells whether it could be sent.
export function askAgain(text, siblingOf) {
  if (current?.readyState !== WebSocket.OPEN) return false;
  const message = { id: newId(), type: "user_message", output: text };
  // The server shows the page a question that is sent again.
  current.send(`42${JSON.stringify(["client_message", { message, fileReferences: null, again: true, siblingOf }])}`);
  return true;
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Only pages on TLS or loopback have the other.
  const random = crypto.getRandomValues(new Uint8Array(16));
  random[6] = (random[6] & 0x0f) | 0x40;
  random[8] = (random[8] & 0x3f) | 0x80;
  const hex = [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function sendAgain(question) {
  if (current?.readyState !== WebSocket.OPEN) return;
  question.tries += 1;
  current.send(`42${JSON.stringify(["client_message", { ...question.payload, again: true }])}`);
}
