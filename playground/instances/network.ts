import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:net";

/** The addresses that a world's instances have: the first two numbers of all of them, held against other worlds until `release`. */
export interface ClaimedNetwork {
  readonly prefix: string;
  release(): void;
}

/** Where a world says that a network is its own: the router's address, which AWS keeps for itself in every VPC. */
const claimPort = 4566;

const claim = async (prefix: string): Promise<Server | undefined> => {
  const server = createServer().listen({ host: `${prefix}.0.1`, port: claimPort });
  try {
    await once(server, "listening");
    server.unref();
    return server;
  } catch {
    return undefined;
  }
};

/**
 * A network of this machine for a world's default VPC, 127.n.0.0/16, so that an instance's private address is where it serves. Two
 * worlds never share one. Only Linux answers on all of 127.0.0.0/8: elsewhere undefined.
 */
export const claimNetwork = async (
  // Those from 240 are never chosen: whoever wants a certain one finds it free.
  numbers: () => number = () => randomInt(1, 240),
): Promise<ClaimedNetwork | undefined> => {
  if (process.platform !== "linux") return undefined;
  for (let attempt = 0; attempt < 20; attempt++) {
    const prefix = `127.${numbers()}`;
    const server = await claim(prefix);
    if (server !== undefined) return { prefix, release: () => server.close() };
  }
  return undefined;
};
