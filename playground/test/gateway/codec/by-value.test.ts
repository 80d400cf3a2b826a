import { describe, expect, it } from "vitest";
import { type OperationShape, operationShape, readModel, type Shape } from "../../../gateway/codec/shapes.ts";
import { protocols } from "../../../gateway/protocols.ts";
import { type Random, seeded } from "../../../world/random.ts";
import { anyValue, clientOf, command, services } from "./any-calls.ts";

const oddTexts = ["", " ", "\n", " \n ", "a\r\nb\rc\n", " a ", "&lt;<&>\"'", "é\u{1F986}\t", "0", "null"];

/** A value with what forms and XML have trouble with put into it: members left out, empty things, odd texts, parts of a second. */
const anyOddValue = (random: Random, shape: Shape, value: unknown): unknown => {
  const pick = <T>(...choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  switch (shape.kind) {
    case "structure": {
      const held = value as Readonly<Record<string, unknown>>;
      const members = shape.members.flatMap((member) => {
        if (held[member.name] === undefined) return [];
        const odd = anyOddValue(random, member.shape, held[member.name]);
        return [[member.name, member.required ? odd : pick(odd, odd, odd, undefined)] as const];
      });
      return Object.fromEntries(members);
    }
    case "list":
      return (value as readonly unknown[])
        .slice(pick(0, 0, 1, 2))
        .map((item) => anyOddValue(random, shape.item.shape, item));
    case "map":
      return Object.fromEntries(
        Object.entries(value as object)
          .slice(pick(0, 0, 1, 2))
          .map(([key, held]) => [key, anyOddValue(random, shape.value.shape, held)]),
      );
    case "string":
      return pick(value, pick(...oddTexts));
    case "timestamp":
      return new Date(1_700_000_000_000 + pick(0, 1, 123, 999));
    case "number":
      return pick(value, 0, 0.5, -1);
    default:
      return value;
  }
};

const withoutMetadata = ({ $metadata: _, ...output }: Readonly<Record<string, unknown>>) => output;

const queryServices = new Set(["autoscaling", "ec2", "elasticloadbalancing", "sts"]);

/** The client signs a URL into its input: a command with such a step of its own is sent whatever the codec knows. */
const stepOfItsOwn = "CopySnapshot";

describe.each(services.filter(([name]) => queryServices.has(name)))(
  "a call of %s by value",
  (signingName, sdk, clientName) => {
    const model = readModel(sdk);
    const codec = protocols[signingName];
    if (codec === undefined) throw new Error(`No protocol for ${signingName}.`);
    const names = model.operationNames.filter((name) => name !== stepOfItsOwn && codec.byValue?.(name) !== undefined);

    const bothWays = async (name: string, { input, output }: OperationShape, seed: number) => {
      const random = seeded(seed);
      const given = anyOddValue(random, input, anyValue(random, input)) as Readonly<Record<string, unknown>>;
      const answer = anyOddValue(random, output, anyValue(random, output));
      const refusal = (error: unknown) => ({ refused: String(error) });
      const attempt = (read: () => unknown) => {
        try {
          return read();
        } catch (error) {
          return refusal(error);
        }
      };
      let received: unknown;
      const client = clientOf(sdk, clientName, (request) => {
        received = attempt(() => codec.decode(name, request));
        return codec.encode(name, answer, "request-1");
      });
      const answered = withoutMetadata(await client.send(command(sdk, name, given)));
      const way = codec.byValue?.(name);
      return {
        sent: { received, answered },
        byValue: { received: attempt(() => way?.received(given)), answered: way?.answered(answer) },
      };
    };

    it("is what arrives of it over the wire, and so is its answer", async () => {
      const different: unknown[] = [];
      for (const name of names) {
        for (const seed of [1, 2]) {
          const { sent, byValue } = await bothWays(name, operationShape(model, name), seed);
          try {
            expect(byValue).toStrictEqual(sent);
          } catch (difference) {
            different.push({ name, seed, difference });
          }
        }
      }
      expect(different).toEqual([]);
    });
  },
);

describe("a call of dynamodb by value", () => {
  const [, sdk = {}, clientName = ""] = services.find(([name]) => name === "dynamodb") ?? [];
  const model = readModel(sdk);
  const codec = protocols.dynamodb;
  if (codec === undefined) throw new Error("No protocol for dynamodb.");
  const json = (body: Uint8Array) => JSON.parse(new TextDecoder().decode(body));

  const bothWays = async (name: string, { input, output }: OperationShape, seed: number) => {
    const random = seeded(seed);
    const given = anyOddValue(random, input, anyValue(random, input)) as Readonly<Record<string, unknown>>;
    const response = codec.encode(name, anyOddValue(random, output, anyValue(random, output)), "request-1");
    let received: unknown;
    const client = clientOf(sdk, clientName, (request) => {
      received = json(request.body);
      return response;
    });
    const answered = withoutMetadata(await client.send(command(sdk, name, given)));
    const way = codec.byValue?.(name);
    return {
      sent: { received, answered },
      byValue: { received: way?.received(given), answered: way?.answered(json(response.body)) },
    };
  };

  it("is the JSON that would be sent, and its answer what would be read", async () => {
    const names = model.operationNames.filter((name) => codec.byValue?.(name) !== undefined);
    expect(names).toEqual(expect.arrayContaining(["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"]));
    for (const name of names) {
      for (const seed of [1, 2, 3, 4]) {
        const { sent, byValue } = await bothWays(name, operationShape(model, name), seed);
        expect({ name, seed, ...byValue }).toStrictEqual({ name, seed, ...sent });
      }
    }
  });
});

it("what arrives is a copy", () => {
  const way = protocols.autoscaling?.byValue?.("DescribeTags");
  const input = { Filters: [{ Name: "key", Values: ["a"] }] };
  const received = way?.received(input);
  expect(received).toEqual(input);
  input.Filters[0]?.Values.push("b");
  expect(received).toEqual({ Filters: [{ Name: "key", Values: ["a"] }] });
});

it("an input that lacks what is required is refused as over the wire", () => {
  expect(() => protocols.autoscaling?.byValue?.("DeleteAutoScalingGroup")?.received({})).toThrow(
    "1 validation error detected: Value null at 'autoScalingGroupName' failed to satisfy constraint: Member must not be null",
  );
});

it("an output that is not of the model's types is a mistake of the service", () => {
  const way = protocols.autoscaling?.byValue?.("DescribeTags");
  expect(() => way?.answered({ Tags: [{ Key: 1 }] })).toThrow("1 is not a string.");
});

it("operations for which the client makes something up have to be sent", () => {
  expect(protocols.ec2?.byValue?.("RunInstances")).toBeUndefined();
});
