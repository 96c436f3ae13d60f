// What the provider remembers. It outlives a change of keys, as a provider's database does.

const items = new Map();
const grants = new Map();

export class Storage {
  constructor(model) {
    this.model = model;
  }

  async upsert(id, payload, lifetime) {
    const key = `${this.model}:${id}`;
    const until = lifetime === undefined ? Infinity : Date.now() + lifetime * 1000;
    items.set(key, { payload, until });
    if (payload.uid) items.set(`uid:${payload.uid}`, { payload: id, until });
    if (payload.grantId) {
      if (!grants.has(payload.grantId)) grants.set(payload.grantId, new Set());
      grants.get(payload.grantId).add(key);
    }
  }

  async find(id) {
    return read(`${this.model}:${id}`);
  }

  async findByUid(uid) {
    return this.find(read(`uid:${uid}`));
  }

  async consume(id) {
    read(`${this.model}:${id}`).consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    items.delete(`${this.model}:${id}`);
  }

  async revokeByGrantId(grantId) {
    for (const key of grants.get(grantId) ?? []) items.delete(key);
    grants.delete(grantId);
  }
}

function read(key) {
  const item = items.get(key);
  return item && item.until > Date.now() ? item.payload : undefined;
}
