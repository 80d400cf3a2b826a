/** The example's function, as Lambda calls it, beside a server that answers as Consul's autopilot does. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clusterAnswer } from "../../../src/deployment/cluster-hook.ts";

interface Server {
  readonly Name: string;
  readonly Healthy: boolean;
  readonly Voter: boolean;
  readonly Leader: boolean;
}

const member = (Name: string, more: Partial<Server> = {}): Server => ({
  Name,
  ...{ Healthy: true, Voter: true, Leader: false },
  ...more,
});
const hook = new URL("../../../examples/cluster-hook/hook.mjs", import.meta.url).href;
let servers: readonly Server[] = [];
const consul = createServer((_, response) => {
  const voters = servers.filter(({ Voter, Healthy }) => Voter && Healthy).length;
  const Healthy = servers.every((each) => each.Healthy);
  const FailureTolerance = Math.max(0, voters - (Math.floor(servers.length / 2) + 1));
  response.writeHead(Healthy ? 200 : 429).end(JSON.stringify({ Healthy, FailureTolerance, Servers: servers }));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => consul.listen(0, "127.0.0.1", resolve));
  process.env.CONSUL_URL = `http://127.0.0.1:${(consul.address() as AddressInfo).port}`;
});
afterAll(() => {
  delete process.env.CONSUL_URL;
  consul.close();
});

const three = [member("i-1", { Leader: true }), member("i-2"), member("i-3")];

it.each([
  { question: "whole", has: three, verdict: "pass", reason: "" },
  { question: "whole", has: three.slice(0, 2), verdict: "wait", reason: "it could lose 0 servers" },
  {
    question: "whole",
    has: [...three, member("i-4", { Healthy: false })],
    verdict: "wait",
    reason: "not healthy: i-4",
  },
  { question: "joins", instance: "i-4", has: three, verdict: "wait", reason: "it has not joined" },
  {
    question: "joins",
    instance: "i-4",
    has: [...three, member("i-4", { Voter: false })],
    verdict: "wait",
    reason: "it does not vote yet",
  },
  { question: "joins", instance: "i-4", has: [...three, member("i-4")], verdict: "pass", reason: "" },
  { question: "leaves", instance: "i-2", has: three, verdict: "pass", reason: "" },
  { question: "leaves", instance: "i-1", has: three, verdict: "wait", reason: "it leads" },
  { question: "leaves", instance: "i-2", has: three.slice(0, 2), verdict: "wait", reason: "too few would be left" },
  {
    question: "leaves",
    instance: "i-2",
    has: [member("i-1", { Healthy: false }), ...three.slice(1)],
    verdict: "wait",
    reason: "not healthy: i-1",
  },
])("asked whether $instance $question of $has.length servers it says: $verdict $reason", async (given) => {
  const { question, has, verdict, reason } = given;
  servers = has;
  const { handler } = await import(/* @vite-ignore */ hook);
  const asked = {
    question,
    environment: "jobs-live",
    deployment: "d-1",
    group: "jobs",
    instance: "instance" in given ? given.instance : undefined,
  };
  const answer = clusterAnswer(await handler(asked));
  expect(answer.verdict).toBe(verdict);
  if (reason !== "") expect(answer.reason).toContain(reason);
});
