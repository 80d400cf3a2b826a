/** Words and options that several commands have. */
import type { Exclusion, Options, OptionsOf, Words } from "./command.ts";
import { outputs } from "./formats/document.ts";

/** The environment that a command is about. */
export const ofEnvironment = {
  environment: { says: "the environment's name", isEnvironment: true },
} as const satisfies Words;

/** Of whatever answers people and programs. */
export const inForm = {
  output: {
    value: "FORM",
    says: "for people, one JSON document, or a JSON document a line",
    choices: outputs,
    default: "text",
  },
  json: { says: "short for --output json", isShortFor: { option: "output", value: "json" } },
} as const satisfies Options;

/** Where AWS is asked, and as whom: read by what runs the command, and by no command itself. */
export const connecting = {
  region: { value: "NAME", says: "the region; by default $AWS_REGION, $AWS_DEFAULT_REGION or the profile's" },
  profile: { value: "NAME", says: "the profile of ~/.aws to ask as; by default $AWS_PROFILE" },
  endpointUrl: { value: "URL", says: "another endpoint than AWS's, such as the playground's" },
} as const satisfies Options;
/** Which of the stacks that may be deployed in an account and region. */
export const deployedStack = {
  stack: { value: "NAME", says: "the deployed stack", variable: "SARCELLE_STACK", default: "sarcelle-live" },
} as const satisfies Options;
/** Of whatever asks AWS. */
export const asking = {
  ...inForm,
  ...deployedStack,
  ...connecting,
} as const satisfies Options;
export type Asking = Omit<OptionsOf<typeof asking>, keyof typeof connecting>;

/** Of whatever starts an execution. */
export const starting = {
  wait: { says: "follow the execution to its end; exit 0 only if it succeeded" },
  requestedBy: { value: "NAME", says: "who asks, or for whom; by default the name that AWS knows the credentials by" },
  name: { value: "NAME", says: "the execution's name, which is the deployment's id" },
  ...asking,
} as const satisfies Options;
export type Starting = Omit<OptionsOf<typeof starting>, keyof typeof connecting>;

/** Of whatever a person asks for. */
export const whyAsked = { value: "TEXT", says: "why; it stands in the history" } as const;

/** Of whatever freeze windows hold. */
export const overriding = {
  override: { says: "in spite of freeze windows" },
  reason: whyAsked,
} as const satisfies Options;

/** Of whatever starts an action. */
export const acting = {
  ...overriding,
  yes: { says: "ask nothing; without it a live environment's name is to be typed at a terminal" },
  ...starting,
} as const satisfies Options;
/** Whether a person may be asked first. */
export type Confirmed = Pick<OptionsOf<typeof acting>, "yes" | "output">;

export const waitingDeployment = {
  says: "the deployment that is meant; refused if another one waits",
  optional: true,
} as const;
export const whySigned = { ...whyAsked, required: true } as const;
export const releaseFile = {
  value: "FILE",
  says: "{ version, commit, imageId or image, userData?, overrides? } as YAML or JSON",
} as const;
/** What to deploy: a release by its file, or one that was deployed before. */
export const release = {
  release: releaseFile,
  releaseOf: {
    value: "DEPLOYMENT|ENV",
    says: "the release of a past deployment, as it was launched then; or the one that serves in an environment of the same service",
  },
} as const satisfies Options;
export const oneRelease = {
  of: ["release", "releaseOf"],
  says: "a release by its file, or one that was deployed before",
} as const satisfies Exclusion;
export const targetSide = {
  value: "SIDE",
  says: "the side that is to have the traffic; nothing is done if it has",
  choices: ["blue", "green"],
} as const;
export const trafficStrategy = {
  value: "STRATEGY",
  says: "how the traffic moves: all-at-once, canary:PERCENT:SECONDS, linear:PERCENT:SECONDS or steps:PERCENT:SECONDS,…,100; by default as the environment says",
} as const;
export const scaledownAfter = { says: "empty the old side after the bake" } as const;

/** Another moment of the inventory than now. */
export const inThePast = {
  asOf: {
    value: "TIME",
    says: "what was true then, such as 2026-01-31T15:04:05Z; UTC unless it says otherwise",
  },
  believedAt: { value: "TIME", says: "what the inventory said then" },
} as const satisfies Options;
export const onePast: Exclusion = {
  of: ["asOf", "believedAt"],
  says: "what was true then, or what the inventory said then",
};

/** Of whatever writes pipelines for a CI. */
export const writingPipelines = {
  service: { value: "NAME", says: "only environments of this service" },
  folder: { value: "FOLDER", says: "the repository's root", default: "." },
  ...asking,
} as const satisfies Options;
export const agentRole = {
  value: "ARN",
  says: "the role of the machines that builds run on, which takes the other one",
} as const;
