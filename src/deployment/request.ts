import * as z from "zod";
import { InvalidInput } from "../errors.ts";
import type { Environment } from "./environment.ts";
import { overrideSchema } from "./freeze.ts";
import { imageSchema } from "./image.ts";
import { callerSchema } from "./person.ts";
import { reasonSchema } from "./reason.ts";
import { explain, strictObject } from "./schema.ts";
import { allAtOnce, movesOf, type Strategy, strategySchema } from "./strategy.ts";

/** What a release may change in the launch template beside its image and user data; names as in EC2's LaunchTemplateData. */
const overrides = strictObject({
  InstanceType: z.string().min(1).optional(),
  KeyName: z.string().min(1).optional(),
  IamInstanceProfile: z.union([strictObject({ Name: z.string() }), strictObject({ Arn: z.string() })]).optional(),
  SecurityGroupIds: z.array(z.string().startsWith("sg-")).min(1).optional(),
  EbsOptimized: z.boolean().optional(),
});

const releaseFields = {
  /** It becomes a tag, a label, a group's name and a cell: what any of them could take for more than a name is refused. */
  version: z
    .string()
    .max(64)
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._+-]*$/,
      "expected a letter or digit, and then letters, digits, '.', '_', '+' and '-', at most 64",
    ),
  commit: z.string().regex(/^[0-9a-f]{7,40}$/, "expected a git SHA, 7 to 40 hexadecimal digits"),
  imageId: z.string().startsWith("ami-", "expected an AMI id, such as ami-0abcdef1234567890"),
  /** Plain text; encoded for EC2 here. EC2 allows 16 KB. */
  userData: z.string().max(16_384).optional(),
  overrides: overrides.optional(),
  /** Where `imageId` came from: written down by whoever looked it up. */
  imageFrom: imageSchema.optional(),
};

/** What a release's file may say: its image by its id, or by what stands for it. */
export const releaseSchema = strictObject({
  ...releaseFields,
  imageId: releaseFields.imageId.optional(),
  image: imageSchema.optional(),
}).superRefine(({ imageId, image, imageFrom }, context) => {
  const issue = (field: string, message: string) => context.addIssue({ code: "custom", path: [field], message });
  if (imageId === undefined && image === undefined)
    issue("imageId", "expected an AMI id, or an image, since a release without an image cannot boot");
  if (imageId !== undefined && image !== undefined) issue("image", "expected imageId or image, and found both");
  if (imageId === undefined && imageFrom !== undefined)
    issue("imageFrom", "says of imageId where that came from, and there is none");
});

const common = {
  environment: z.string().min(1),
  requestedBy: z.string().min(1).max(256).default("unknown"),
  /** Whose credentials started it: what the caller says, since an execution is not told. */
  caller: callerSchema.optional(),
  /** Why it is asked for. */
  reason: reasonSchema.optional(),
  /** Lets it through in spite of freeze windows. */
  override: overrideSchema.optional(),
};
/** How the traffic moves; without one, as the environment says. */
const strategy = strategySchema.optional();

/** The side that is to have the traffic: with it there already, a switch has nothing to do. */
const side = z.enum(["blue", "green"]);

/** Those that people ask for. */
export const actions = ["upgrade", "deploy", "switch", "scaledown", "release", "retire"] as const;

const requestSchema = z.discriminatedUnion(
  "action",
  [
    strictObject({ ...common, action: z.literal("upgrade") }),
    strictObject({ ...common, action: z.literal("deploy"), release: releaseSchema }),
    strictObject({ ...common, action: z.literal("switch"), to: side.optional(), strategy }),
    strictObject({ ...common, action: z.literal("scaledown") }),
    strictObject({ ...common, action: z.literal("retire") }),
    // Started by Sarcelle itself, for a hold that is over.
    strictObject({ ...common, action: z.literal("end-hold") }),
    strictObject({
      ...common,
      action: z.literal("release"),
      release: releaseSchema,
      strategy,
      /** Empty the old side once the bake is over. */
      scaledown: z.boolean().default(false),
    }),
  ],
  {
    error: ({ code, input }) =>
      code === "invalid_union"
        ? `found ${JSON.stringify((input as { readonly action?: unknown }).action) ?? "nothing"}; expected one of ${actions.join(", ")}`
        : `found ${JSON.stringify(input)}; expected an object with environment, action and what the action needs`,
  },
);

/** Of a machine of its own: no other takes it. */
const rollingRequestSchema = strictObject({
  ...common,
  action: z
    .literal("rolling-update", { error: "expected rolling-update: this machine does nothing else" })
    .default("rolling-update"),
  release: releaseSchema,
});

/** Replaces the instances of one group where they stand. */
export type RollingRequest = Readonly<z.infer<typeof rollingRequestSchema>>;

/** Parses the input of the machine of rolling updates; throws `InvalidInput` that names every wrong field. */
export const parseRollingRequest = (json: unknown): RollingRequest => {
  const parsed = rollingRequestSchema.safeParse(json);
  if (!parsed.success) throw new InvalidInput(`The execution's input is not valid: ${explain(parsed.error)}.`);
  return parsed.data;
};

export type Request = Readonly<z.infer<typeof requestSchema>>;
/** Whatever may be asked for but a rollback. */
export type AnyRequest = Request | RollingRequest;
/** A release as it is asked for. */
export type AskedRelease = Readonly<z.infer<typeof releaseSchema>>;
/** One whose image is known by its id. */
export type Release = Readonly<Omit<AskedRelease, "imageId" | "image"> & { readonly imageId: string }>;
export type Action = Request["action"];

/** Version 0.1 took `scaledown` as all that there was of a strategy. */
const withoutFormOf01 = (json: unknown): unknown => {
  const { strategy: written, ...rest } = (json ?? {}) as { readonly strategy?: unknown };
  if (typeof written !== "object" || written === null || Object.keys(written).some((key) => key !== "scaledown"))
    return json;
  return { ...written, ...rest };
};

/** Parses an execution's input; throws `InvalidInput` that names every wrong field. */
export const parseRequest = (json: unknown): Request => {
  const parsed = requestSchema.safeParse(withoutFormOf01(json));
  if (!parsed.success) throw new InvalidInput(`The execution's input is not valid: ${explain(parsed.error)}.`);
  return parsed.data;
};

/** The request with the strategy that it follows to its end, whatever is registered meanwhile: its own, or the environment's. */
export const withStrategy = (request: Request, { strategy: usual }: Pick<Environment, "strategy">): Request =>
  hasMoves(request) ? { ...request, strategy: request.strategy ?? usual } : request;

type Moving = Extract<Request, { readonly action: "release" | "switch" }>;

/** Whether a request moves production traffic. */
export const hasMoves = (request: Request): request is Moving =>
  request.action === "release" || request.action === "switch";

/** Whether it moves it in more than one part. */
export const isInParts = (request: Request): boolean =>
  hasMoves(request) && request.strategy !== undefined && movesOf(request.strategy).length > 1;

/** Journals of before versions had a pattern are undone, and gone on with, as they are. */
const storedRelease = strictObject({ ...releaseFields, version: z.string().min(1).max(64) });

/** What version 0.1 stored is no strategy: all moved at once. */
const storedStrategy = z.unknown().transform((stored, context): Strategy => {
  if (typeof stored !== "object" || stored === null || !("type" in stored)) return allAtOnce;
  const parsed = strategySchema.safeParse(stored);
  if (parsed.success) return parsed.data;
  context.addIssue({ code: "custom", message: explain(parsed.error) });
  return z.NEVER;
});

const deployed = z.object({
  id: z.string(),
  release: storedRelease.optional(),
  to: side.optional(),
  strategy: storedStrategy.optional(),
  action: z.string().optional(),
  requestedBy: z.string().optional(),
  caller: z.string().optional(),
});

/** What a step knows of its deployment: just this comes through the journal. Without a strategy all moves at once. */
export type StepDeployment = Readonly<z.infer<typeof deployed>>;

/** What a deployment deploys, and where to, out of its stored journal: checked when it was stored, and here again. */
export const deployedBy = (deployment: unknown): StepDeployment => {
  const parsed = deployed.safeParse(deployment);
  if (!parsed.success) throw new InvalidInput(`The stored deployment cannot be read: ${explain(parsed.error)}.`);
  return parsed.data;
};
