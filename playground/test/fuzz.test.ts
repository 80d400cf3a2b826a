import * as acm from "@aws-sdk/client-acm";
import * as s3 from "@aws-sdk/client-s3";
import * as sns from "@aws-sdk/client-sns";
import { expect, it } from "vitest";
import type { Shape } from "../gateway/codec/shapes.ts";
import { isScalar, operationShape, readModel } from "../gateway/codec/shapes.ts";
import { doubles } from "../gateway/doubles.ts";
import type { LeastAndMost } from "../gateway/input-checks/constraint.ts";
import { modelConstraints } from "../gateway/input-checks/models.ts";
import { operate } from "../gateway/operate.ts";
import { AwsError } from "../world/aws-error.ts";
import { type Random, seeded } from "../world/random.ts";
import type { Service } from "../world/service.ts";
import { createAnyWorld } from "./gateway/any-world.ts";
import { services as sdks } from "./gateway/codec/any-calls.ts";

/** By hand: `FUZZ=100 npx vitest run playground/test/fuzz.test.ts` throws a hundred times as much. */
const times = Number(process.env.FUZZ ?? 1);
const inputs = 200 * times;

const call = { principal: { arn: "arn:aws:iam::123456789012:user/operator" }, requestId: "fuzz" };

const odd = [
  "",
  " ",
  "a",
  "0",
  "-1",
  "*",
  "__proto__",
  "constructor",
  "é\u{1F986}",
  "x".repeat(300),
  "{}",
  '{"a":',
  "\n",
];
const usual = [
  "web",
  "true",
  "HTTP",
  "instance",
  "10.0.0.0/16",
  "rate(1 minute)",
  "2026-01-01T00:00:00Z",
  "{}",
  '{"source":["a"]}',
];
const numbers = [0, 1, 2, 5, 80, 443, -1, 70_000, 2 ** 31, 0.5];

const picked = <T>(random: Random, some: readonly T[]): T => some[Math.floor(random() * some.length)] as T;

interface Facts {
  readonly length?: LeastAndMost;
  readonly range?: LeastAndMost;
  readonly oneOf?: readonly string[];
  readonly members?: Readonly<Record<string, Facts>>;
  readonly items?: Facts;
}

/** Text, number or other scalar: what there is in the world, what the model lists, at its bounds and beyond. */
const anyScalar = (random: Random, shape: Shape, facts: Facts, seen: readonly string[]): unknown => {
  switch (shape.kind) {
    case "boolean":
      return random() < 0.5;
    case "bigint":
      return BigInt(picked(random, [0, 1, -1]));
    case "number":
      return picked(random, [...numbers, ...(facts.range ?? []).filter((bound) => bound !== null)]);
    case "timestamp":
      return new Date(picked(random, [0, Date.UTC(2026, 0, 1), Date.UTC(2100, 0, 1)]));
    case "blob":
      return new Uint8Array([1, 2, 3]);
    case "document":
      return { a: 1 };
    default:
      if (facts.oneOf !== undefined && random() < 0.8) return picked(random, facts.oneOf);
      return picked(random, random() < 0.6 && seen.length > 0 ? seen : random() < 0.5 ? usual : odd);
  }
};

const anyInput = (random: Random, shape: Shape, facts: Facts, seen: readonly string[], depth = 0): unknown => {
  if (isScalar(shape)) return anyScalar(random, shape, facts, seen);
  if (shape.kind === "list")
    return Array.from({ length: Math.floor(random() * 3) }, () =>
      anyInput(random, shape.item.shape, facts.items ?? {}, seen, depth + 1),
    );
  if (shape.kind === "map")
    return { [picked(random, [...usual, ...odd])]: anyInput(random, shape.value.shape, {}, seen, depth + 1) };
  const chance = depth > 3 ? 0.1 : 0.45;
  const present = shape.members.filter(({ required }) => random() < (required ? 0.97 : chance));
  return Object.fromEntries(
    present.map(({ name, shape: of }) => [name, anyInput(random, of, facts.members?.[name] ?? {}, seen, depth + 1)]),
  );
};

const textsIn = (value: unknown): readonly string[] =>
  typeof value === "string"
    ? value.length < 300
      ? [value]
      : []
    : typeof value === "object" && value !== null && !(value instanceof Date)
      ? Object.values(value).flatMap(textsIn)
      : [];

/** Resolves when it is done; a call that waits is given the world's time. */
const finished = async <Answer>(world: World, work: () => Answer | Promise<Answer>): Promise<Answer> => {
  let isDone = false;
  const answer = (async () => work())().finally(() => {
    isDone = true;
  });
  answer.catch(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  if (!isDone) await world.clock.advance(60_000);
  return answer;
};

const stateOf = ({ state }: Service): string => JSON.stringify(state());

type World = ReturnType<typeof createAnyWorld>;

/** What is wrong with how one call is answered; undefined if nothing is. */
const wrongIn = async (
  world: World,
  service: Service,
  name: string,
  input: Readonly<Record<string, unknown>>,
  seen: string[],
) => {
  const before = stateOf(service);
  try {
    const output = await finished(world, () => operate(service, name, input).run(call));
    for (const text of textsIn(output).slice(0, 20)) if (!seen.includes(text)) seen.push(text);
    if (seen.length > 400) seen.splice(0, 100);
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError)) return `fails: ${(error as Error).stack?.split("\n").slice(0, 4).join(" | ")}`;
    if (error.status >= 500 && error.name !== "PlaygroundNotEmulated") return `answers ${error.name}`;
    const unknown = Object.keys(input).filter((member) => !service.operations[name]?.accepts.includes(member));
    if (unknown.length > 0 && !unknown.some((member) => error.message.includes(`'${member}'`)))
      return `does not name ${unknown} in: ${error.message}`;
    return stateOf(service) === before ? undefined : `refuses with ${error.name} and has changed something`;
  }
};

/** DynamoDB is not of this kind: it answers its requests by itself. */
const clients = [...sdks, ["acm", acm], ["s3", s3], ["sns", sns]] as const;
const models = Object.fromEntries(clients.map(([name, sdk]) => [name, readModel(sdk, doubles[name])]));

it.each(Object.keys(models).filter((name) => name !== "dynamodb"))(
  "whatever %s is given, it answers or refuses, and what it refuses it does not do",
  async (name) => {
    const world = createAnyWorld();
    const service = world.services.find((each) => each.name === name);
    const model = models[name];
    if (service === undefined || model === undefined) throw new Error(`There is no ${name}.`);
    const found = new Map<string, string>();
    const random = seeded(7);
    const seen: string[] = [];
    const operations = Object.entries(service.operations);
    for (let round = 0; round < inputs; round++) {
      for (const [operation, { accepts }] of operations) {
        const { input: shape } = operationShape(model, operation);
        // Now and then with members that are not emulated.
        const strange = random() < 0.05;
        const taken = { ...shape, members: shape.members.filter((m) => accepts.includes(m.name) || strange) };
        const facts = { members: modelConstraints(name, operation) ?? {} };
        const input = anyInput(random, taken, facts, seen) as Readonly<Record<string, unknown>>;
        const wrong = await wrongIn(world, service, operation, input, seen);
        if (wrong !== undefined && !found.has(`${operation} ${wrong}`))
          found.set(
            `${operation} ${wrong}`,
            JSON.stringify(input, (_, v) => (typeof v === "bigint" ? String(v) : v)).slice(0, 400),
          );
      }
      if (round % 10 === 9)
        await world.clock
          .advance(60_000)
          .catch((error: unknown) => found.set(`a timer: ${(error as Error).stack?.slice(0, 500)}`, ""));
    }
    await world.stop();
    expect([...found]).toEqual([]);
  },
  60_000 * times,
);
