// The firewall's proxy, in its own network: `tls-only-proxy.mjs ADDRESS SOCKET`. Listens on port 443 of ADDRESS; carries what
// begins with a TLS ClientHello to SOCKET and drops the rest. Says what it did, a word a connection.
import net from 'node:net';

const [address, socket] = process.argv.slice(2);
const say = (word) => process.stdout.write(`${word}\n`);

/** RFC 8446 §5.1 and §4: a handshake record whose first message is a ClientHello; `null`: more is needed. */
function clientHello(bytes) {
  const wanted = [(byte) => byte === 22, (byte) => byte === 3, (byte) => byte <= 4, () => true, () => true, (byte) => byte === 1];
  if (!wanted.slice(0, bytes.length).every((fits, at) => fits(bytes[at]))) return false;
  return bytes.length >= wanted.length ? true : null;
}

net.createServer((client) => {
  let read = Buffer.alloc(0);
  client.on('error', () => client.destroy());
  const first = (bytes) => {
    read = Buffer.concat([read, bytes]);
    const is = clientHello(read);
    if (is === null) return;
    client.off('data', first);
    if (!is) {
      say('dropped');
      client.destroy();
      return;
    }
    say('passed');
    const node = net.connect(socket);
    node.write(read);
    client.pipe(node);
    node.pipe(client);
    node.on('error', () => client.destroy());
    node.on('close', () => client.destroy());
    client.on('close', () => node.destroy());
  };
  client.on('data', first);
}).listen(443, address, () => say('ready'));
