// Making elements and calling our own API; text is always text, never markup.

export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// Scripts and pictures of one release lie below one address, which bears its mark.
const HERE = new URL("..", import.meta.url).pathname;
export const release = HERE.split("/")[2];

export function picture(path) {
  return HERE + path;
}

// What is said in another language than the page has to say so, or it is read out as if it were.
export function sayLanguage(element, language) {
  const other = language && language.split("-")[0] !== document.documentElement.lang;
  if (other) element.lang = language;
  else element.removeAttribute("lang");
  return element;
}

export class CallFailed extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export async function call(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch {
    throw new CallFailed(0, "");
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new CallFailed(response.status, problem.error?.message || "");
  }
  return response.status === 204 ? null : response.json();
}
