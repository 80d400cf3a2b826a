// Preloaded into a process that must work offline: any connection or look-up by name ends it.
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

const refuse = (what) => {
  process.stderr.write(`A connection was tried: ${JSON.stringify(what)}\n`);
  process.exit(97);
};
net.Socket.prototype.connect = (...to) => refuse(to[0]);
dns.lookup = (name) => refuse(name);
syncBuiltinESMExports();
