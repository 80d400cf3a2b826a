import { AwsError } from "../../world/aws-error.ts";

/** Answers a repeated request with the first one's output, as EC2 does for requests that carry a client token. */
export type ClientTokens = <Output>(
  operation: string,
  input: { ClientToken?: string | undefined },
  run: () => Output,
) => Output;

/** Remembers client tokens. A token that comes back with other parameters is refused. */
export const createClientTokens = (): ClientTokens => {
  const seen = new Map<string, { readonly fingerprint: string; readonly output: unknown }>();
  return <Output>(operation: string, input: { ClientToken?: string | undefined }, run: () => Output) => {
    if (input.ClientToken === undefined) return run();
    const key = `${operation} ${input.ClientToken}`;
    const fingerprint = JSON.stringify(input);
    const earlier = seen.get(key);
    if (earlier === undefined) {
      const output = run();
      seen.set(key, { fingerprint, output });
      return output;
    }
    if (earlier.fingerprint !== fingerprint)
      throw new AwsError(
        "IdempotentParameterMismatch",
        "The request uses the same client token as a previous, but non-identical request.",
      );
    return earlier.output as Output;
  };
};
