/** Asks the environment's own function about its cluster, and tells AWS what it said of an instance that waits. */
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { type Clock, systemClock } from "../clock.ts";
import { type ClusterAnswer, type ClusterQuestion, clusterAnswer, unanswered } from "../deployment/cluster-hook.ts";
import type { AnyEnvironment } from "../deployment/environment.ts";
import { CannotRefresh } from "../errors.ts";

/** An answer is a look at the cluster, and no wait for it. */
const answerMilliseconds = 20_000;

const wordsOf = (payload: Uint8Array | undefined): unknown => {
  const text = Buffer.from(payload ?? []).toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const asked = async (
  client: Pick<LambdaClient, "send">,
  name: string,
  question: ClusterQuestion,
  abortSignal: AbortSignal,
): Promise<ClusterAnswer> => {
  try {
    const { FunctionError, Payload } = await client.send(
      new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(question)) }),
      { abortSignal },
    );
    const said = wordsOf(Payload);
    return FunctionError === undefined ? clusterAnswer(said) : unanswered(`it failed (${JSON.stringify(said)})`);
  } catch (error) {
    return unanswered(`it could not be asked (${error instanceof Error ? error.message : String(error)})`);
  }
};

/** The function's answer; that it gives none, fails or cannot be called is an answer too: then the cluster is not known to be whole. */
export const askCluster = (
  client: Pick<LambdaClient, "send">,
  name: string,
  question: ClusterQuestion,
  clock: Clock = systemClock,
): Promise<ClusterAnswer> => {
  const late = new AbortController();
  const gaveUp = clock.sleep(answerMilliseconds).then(() => {
    late.abort();
    return unanswered(`it did not answer within ${answerMilliseconds / 1_000} s`);
  });
  return Promise.race([asked(client, name, question, late.signal), gaveUp]);
};

/** Throws `CannotRefresh` unless the cluster is whole before its first instance is replaced. */
export const requireWhole = async (
  { name: environment, rolling: { hook } }: Pick<AnyEnvironment, "name" | "rolling">,
  group: string,
  client: LambdaClient,
): Promise<void> => {
  if (hook === undefined) return;
  const question = { question: "whole", environment, deployment: "(not begun)", group } as const;
  const { verdict, reason } = await askCluster(client, hook.function, question);
  if (verdict === "pass") return;
  throw new CannotRefresh(
    `The hook ${hook.function} does not say that the cluster of '${group}' is whole: ${reason}. Expected {"verdict":"pass"}. Nothing was changed; make it whole, and start again.`,
  );
};
