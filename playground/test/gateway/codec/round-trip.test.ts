import { describe, expect, it } from "vitest";
import { type OperationShape, operationShape, readModel } from "../../../gateway/codec/shapes.ts";
import { protocols } from "../../../gateway/protocols.ts";
import { AwsError } from "../../../world/aws-error.ts";
import { seeded } from "../../../world/random.ts";
import { anyValue, clientOf, command, services } from "./any-calls.ts";

/** What cannot make the trip, and why. */
const exceptions: Readonly<Record<string, string>> = {
  "events:PutEvents": "an EndpointId asks for the SigV4a signature, which needs a package that is not installed",
  "lambda:InvokeWithResponseStream": "answers with an event stream",
  "monitoring:DashboardNotFoundError":
    "shares its old code with ResourceNotFoundException, by which clients tell errors",
};

/** A value as it can be compared: dates and bytes as plain values, without what is empty or undefined. */
const comparable = (value: unknown): unknown => {
  if (value instanceof Date) return value.getTime();
  if (value instanceof Uint8Array) return [...value];
  // What is empty cannot travel in a form or in XML.
  if (Array.isArray(value)) {
    const items = value.map(comparable).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      .filter(([key]) => !key.startsWith("$"))
      .map(([key, held]) => [key, comparable(held)] as const)
      .filter(([, held]) => held !== undefined);
    return entries.length > 0 ? Object.fromEntries(entries) : undefined;
  }
  return value;
};

describe.each(services)("the codec of %s", (signingName, sdk, clientName) => {
  const model = readModel(sdk);
  const codec = protocols[signingName];
  if (codec === undefined) throw new Error(`No protocol for ${signingName}.`);

  const roundTrip = async (name: string, { input, output }: OperationShape) => {
    const random = seeded(name.length * 1000 + name.charCodeAt(0));
    const sent = anyValue(random, input);
    const answer = anyValue(random, output);
    let received: unknown;
    const client = clientOf(sdk, clientName, (request) => {
      received = { operation: codec.operationOf(request), input: codec.decode(name, request) };
      return codec.encode(name, answer, "request-1");
    });
    const answered = await client.send(command(sdk, name, sent));
    return {
      received: comparable(received),
      answered: comparable(answered),
      expected: { received: comparable({ operation: name, input: sent }), answered: comparable(answer) },
    };
  };

  it("carries the input and output of every operation", async () => {
    const failures: unknown[] = [];
    for (const name of model.operationNames) {
      if (exceptions[`${signingName}:${name}`] !== undefined) continue;
      const { expected, ...found } = await roundTrip(name, operationShape(model, name)).catch((error: unknown) => ({
        expected: "no error",
        error,
      }));
      try {
        expect(found).toEqual(expected);
      } catch (difference) {
        failures.push({ name, difference });
      }
    }
    expect(failures).toEqual([]);
  });

  it("carries every error, as its own exception", async () => {
    const found: string[] = [];
    const names = model.errorNames.filter((name) => exceptions[`${signingName}:${name}`] === undefined);
    const needsNothing = (name: string) => !operationShape(model, name).input.members.some((member) => member.required);
    const anyOperation = model.operationNames.find(needsNothing) ?? "";
    for (const name of names) {
      const client = clientOf(sdk, clientName, () => codec.encodeError(new AwsError(name, "a <b> & c"), "request-1"));
      const error = await client.send(command(sdk, anyOperation, {})).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(sdk[name]);
      found.push(`${(error as Error).name}: ${(error as Error).message}`);
    }
    expect(found).toEqual(names.map((name) => `${name}: a <b> & c`));
  });
});
