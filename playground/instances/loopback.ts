import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import type { Address } from "../world/neighbours.ts";

/** Where an instance serves each of its ports. */
export interface Place {
  readonly host: string;
  readonly ports: Map<number, number>;
}

/**
 * An address of the instance's own, its ports as they are. Linux answers on all of 127.0.0.0/8. The address is truly random,
 * not the world's: two worlds of one seed must not meet on one machine.
 */
export const ownAddress = (ports: readonly number[]): Place => ({
  host: `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`,
  ports: new Map(ports.map((port) => [port, port])),
});

/** An address that was chosen for the instance, its ports as they are. */
export const givenAddress = (host: string, ports: readonly number[]): Place => ({
  host,
  ports: new Map(ports.map((port) => [port, port])),
});

/** The common loopback address, with a free port for each port: for systems that answer on 127.0.0.1 alone. */
export const sharedAddress = (ports: readonly number[]): Place => {
  // Listening without a host binds at once, so that the port is known here and now. All are held until all are known.
  const servers = ports.map(() => createServer().listen(0));
  const free = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no free port on this machine");
    return address.port;
  });
  for (const server of servers) server.close();
  return { host: "127.0.0.1", ports: new Map(ports.map((port, index) => [port, free[index] ?? port])) };
};

/** Where another port could be served at the place. */
export const placeBeside = ({ host }: Place, port: number): Address => ({
  host,
  port: host === "127.0.0.1" ? (sharedAddress([port]).ports.get(port) ?? port) : port,
});

/** Where the place serves `port`, if it does. */
export const addressOf = ({ host, ports }: Place, port: number): Address | undefined => {
  const real = ports.get(port);
  return real === undefined ? undefined : { host, port: real };
};
