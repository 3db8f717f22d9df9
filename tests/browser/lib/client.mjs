// A person without a browser: logs in over HTTP and posts inputs, as scripts do. For what a test needs beside the pages.
import { randomUUID } from 'node:crypto';

export class Client {
  static async login(node, account) {
    const { password } = node.account(account);
    const answer = await fetch(`${node.url}/api/login`, {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-fengsui': '1' }, body: JSON.stringify({ account, password }),
    });
    if (!answer.ok) throw new Error(`login of ${account}: ${answer.status} ${await answer.text()}`);
    const cookie = answer.headers.getSetCookie().map((each) => each.split(';')[0]).join('; ');
    return Object.assign(new Client(), { node, cookie, me: await answer.json() });
  }

  async call(method, path, body, headers = {}) {
    const answer = await fetch(`${this.node.url}${path}`, {
      method, headers: { cookie: this.cookie, 'x-fengsui': '1', 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    let said;
    try {
      said = JSON.parse(text);
    } catch {
      said = text;
    }
    return { status: answer.status, said };
  }

  get(path) {
    return this.call('GET', path);
  }

  /** One input; an id is made when none is given. */
  post(input, id = randomUUID()) {
    return this.call('POST', '/api/inputs', { id, input });
  }

  /** The same, and it must be accepted; gives what was made. */
  async must(input) {
    const { status, said } = await this.post(input);
    if (status !== 200) throw new Error(`${input.type}: ${status} ${JSON.stringify(said)}`);
    return said;
  }

}

export const incidentFacts = (change = {}) => ({
  title: '测试事件', type_code: 'A20600', occurred_at: (Date.now() - 600_000) * 1000, place: { text: '珠泉镇', position: { lon: 112.37, lat: 25.59 } },
  severity: null, casualties: { dead: 0, seriously_hurt: 0, missing: 0, trapped: 0, moved: 0 },
  caller: { name: '', phone: '', source: '群众电话' }, narrative: '测试。', measures: '', informed: '', ...change,
});
