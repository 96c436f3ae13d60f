// The provider's pages, as plain as a form can be.

export function loginPage(ctx, hint, problem = '') {
  page(ctx, 'Sign in', `
    <p role="alert">${safe(problem)}</p>
    <form method="post">
      <label>Account <input name="login" value="${safe(hint)}" required autofocus></label>
      <button>Sign in</button>
    </form>`);
}

export function logoutPage(ctx, form) {
  page(ctx, 'Sign out?', `${form}
    <button form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>`);
}

export function messagePage(ctx, text) {
  page(ctx, 'Provider', `<p>${safe(text)}</p>`);
}

function page(ctx, title, body) {
  ctx.type = 'html';
  ctx.body = `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1>${body}</html>`;
}

function safe(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
