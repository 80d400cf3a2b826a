/** What a page asks for, as it comes in: checked here before anything is looked at. */
import * as z from "zod";
import { reasonSchema } from "../src/deployment/reason.ts";
import { explain, strictObject } from "../src/deployment/schema.ts";
import { InvalidInput } from "../src/errors.ts";
import type { Offer } from "./snapshot.ts";

/** All that can be done from a page. */
export const steering = [
  "deploy",
  "switch",
  "release",
  "scaledown",
  "rollback",
  "resume",
  "accept",
  "approve",
  "reject",
] as const satisfies readonly Offer["action"][];

const text = z.string().min(1);

const asked = {
  environment: text,
  action: z.enum(steering),
  /** A past deployment, or an environment of the same service, whose release it is to be. */
  releaseOf: text.optional(),
  /** A release file, as it was pasted. */
  releaseText: text.max(64_000).optional(),
  to: z.enum(["blue", "green"]).optional(),
  /** In one word, as the command takes it. */
  strategy: text.optional(),
  scaledown: z.boolean().optional(),
  /** The deployment that is meant, where one is. */
  deployment: text.optional(),
};

const planSchema = strictObject(asked);

const startSchema = strictObject({
  ...asked,
  hash: text,
  name: text,
  /** Empty where nobody is kept waiting for words: on the way back. */
  reason: z.union([reasonSchema, z.literal("")]).optional(),
  typedName: z.string().optional(),
});

/** What is to be planned. */
export type AskedPlan = Readonly<z.infer<typeof planSchema>>;
/** What is to be started, as it was planned. */
export type AskedStart = Readonly<z.infer<typeof startSchema>>;

const parsed = <T>(schema: z.ZodType<T>, json: unknown): T => {
  const found = schema.safeParse(json);
  if (!found.success) throw new InvalidInput(`What the page asks for is not valid: ${explain(found.error)}.`);
  return found.data;
};

/** Throws `InvalidInput` that names every wrong field. */
export const parseAskedPlan = (json: unknown): AskedPlan => parsed(planSchema, json);

/** Likewise. */
export const parseAskedStart = (json: unknown): AskedStart => parsed(startSchema, json);
