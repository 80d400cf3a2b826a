/** Lambda alone, with environments that answer when the test says so. */
import type { EnvironmentBoot, FunctionLauncher, Invocation, LogLine } from "../../../functions/launcher.ts";
import { operate } from "../../../gateway/operate.ts";
import { createLambda } from "../../../services/lambda/lambda.ts";
import { AwsError } from "../../../world/aws-error.ts";
import { virtualClock } from "../../../world/clock.ts";
import type { FunctionOutcome, LogEntry, Metrics } from "../../../world/neighbours.ts";
import { createQuotas } from "../../../world/quotas.ts";
import { seeded } from "../../../world/random.ts";

/** A function that threw. */
export const anError: FunctionOutcome = { ok: false, errorType: "Error", errorMessage: "no", trace: ["Error: no"] };

/** Environments that answer when the test says so. */
const handLauncher = () => {
  const boots: EnvironmentBoot[] = [];
  const killed: EnvironmentBoot[] = [];
  const open: { readonly invocation: Invocation; readonly answer: (outcome: FunctionOutcome) => void }[] = [];
  const launcher: FunctionLauncher = {
    launch(boot) {
      boots.push(boot);
      let die = () => {};
      return {
        initialised: Promise.resolve({ ok: true, milliseconds: 80 }),
        invoke: (invocation) =>
          new Promise((resolve) => {
            open.push({ invocation, answer: resolve });
            die = () =>
              resolve({ ok: false, errorType: "Runtime.ExitError", errorMessage: "signal: killed", trace: [] });
          }),
        kill() {
          killed.push(boot);
          die();
          boot.ended();
        },
      };
    },
    stop: async () => {},
  };
  return { boots, killed, open, launcher };
};

/** Lambda with a launcher in the test's hand, and what it was asked to do. */
export const setUp = (more: { readonly metrics?: Metrics } = {}) => {
  const clock = virtualClock();
  const hand = handLauncher();
  const lines: LogLine[] = [];
  const crashes: (() => void)[] = [];
  const polled: unknown[] = [];
  const ended: unknown[] = [];
  const kept: LogEntry[] = [];
  const quotas = createQuotas();
  const lambda = createLambda(
    {
      clock,
      random: seeded(1),
      account: "123456789012",
      region: "eu-west-1",
      pageSize: 2,
      lag: () => 0,
      emit: () => {},
      quotas,
    },
    {
      ...more,
      launcher: hand.launcher,
      issueCredentials: ({ roleArn, sessionName, crash }) => {
        crashes.push(crash);
        return { accessKeyId: `key of ${roleArn}`, secretAccessKey: "secret", sessionToken: `session ${sessionName}` };
      },
      endpoint: () => "http://127.0.0.1:4566",
      log: (line) => lines.push(line),
      keep: (entry) => kept.push(entry),
      authorizer: {
        authorize: (roleArn) => {
          if (roleArn === "role-without-rights") throw new AwsError("AccessDeniedException", "no");
        },
      },
      pollQueue: (mapping) => {
        polled.push(mapping);
        return () => void ended.push(mapping);
      },
    },
  );
  const create = (name: string, settings: { timeout?: number; reservedConcurrency?: number; roleArn?: string } = {}) =>
    lambda.createFunction({
      name,
      description: "",
      runtime: "nodejs24.x",
      handler: "index.handler",
      roleArn: settings.roleArn ?? "role",
      code: import.meta.filename,
      memorySize: 256,
      timeout: settings.timeout ?? 3,
      environment: { TABLE: "table" },
      architectures: ["arm64"],
      reservedConcurrency: settings.reservedConcurrency,
      tags: {},
    });
  const call = (name: string, input: object) =>
    operate(lambda, name, { ...input }).run({ principal: { arn: "operator" }, requestId: "request-1" });
  return { clock, lambda, lines, crashes, polled, ended, kept, quotas, create, call, ...hand };
};
