import type { ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { type Clock, sleep } from "../world/clock.ts";
import type { DataPlaneFault } from "../world/neighbours.ts";

/** What a broken way does to a body. */
export type BodyFault = Extract<DataPlaneFault, { readonly bytes: number }>;

/** The part of a fault that changes how a body goes. */
export const bodyFault = (fault: DataPlaneFault | undefined): BodyFault | undefined =>
  fault?.kind === "truncate" || fault?.kind === "bandwidth" ? fault : undefined;

/** How often a slow way lets something pass, in a world second. */
const portionsInASecond = 10;

/** Passes so many bytes on and breaks the connection: the client sees half an answer. */
const truncate = (body: Readable, response: ServerResponse, bytes: number): void => {
  let left = bytes;
  const end = () => response.end();
  body.on("data", (chunk: Buffer) => {
    if (chunk.length <= left) {
      left -= chunk.length;
      response.write(chunk);
      return;
    }
    // A paused body still ends if nothing is left of it, and an answer in chunks would look whole then.
    body.off("end", end).pause();
    response.write(chunk.subarray(0, left), () => response.destroy());
  });
  body.on("end", end);
};

/** Passes on so many bytes in a second of the world's time. */
const slowDown = async (body: Readable, response: ServerResponse, bytes: number, clock: Clock): Promise<void> => {
  const portion = Math.max(1, Math.round(bytes / portionsInASecond));
  const begun = clock.now();
  let passed = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length && !response.destroyed; at += portion) {
      const part = chunk.subarray(at, at + portion);
      passed += part.length;
      await sleep(clock, begun + (passed / bytes) * 1000 - clock.now());
      response.write(part);
    }
  }
  response.end();
};

/** Sends a body on by a way of that shape. A body that breaks breaks the answer. */
export const sendShaped = (
  body: Readable,
  response: ServerResponse,
  shape: BodyFault | undefined,
  clock: Clock,
): void => {
  if (shape === undefined) body.pipe(response);
  else if (shape.kind === "truncate") truncate(body, response, shape.bytes);
  else void slowDown(body, response, shape.bytes, clock).catch(() => response.destroy());
};
