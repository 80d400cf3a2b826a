import { describe, expect, it } from "vitest";
import { CannotAsk } from "../../command/cannot-ask.ts";
import { withWays } from "../../command/trouble.ts";
import { UsageError } from "../../command/usage-error.ts";
import { AwsUnavailable, Throttled, UnknownEnvironment } from "../../src/errors.ts";

const error = (name: string, message: string) => Object.assign(new Error(message), { name });
const asked = { env: { AWS_REGION: "eu-west-1" }, stack: "sarcelle-prod" };
const atPlayground = { ...asked, env: { ...asked.env, AWS_ENDPOINT_URL: "http://127.0.0.1:4566" } };

interface Row {
  readonly trouble: string;
  readonly error: Error;
  readonly where?: typeof asked;
  readonly kind: typeof CannotAsk | typeof UsageError;
  readonly says: readonly string[];
}

const rows: readonly Row[] = [
  {
    trouble: "no region",
    error: error("Error", "Region is missing"),
    kind: CannotAsk,
    says: ["No region", "--region eu-west-1", "$AWS_REGION", "$AWS_DEFAULT_REGION", "'default' in ~/.aws/config"],
  },
  {
    trouble: "no credentials",
    error: error("CredentialsProviderError", "Could not load credentials from any providers"),
    kind: CannotAsk,
    says: ["No credentials", "$AWS_ACCESS_KEY_ID", "--profile NAME", "aws sso login", "Could not load credentials"],
  },
  {
    trouble: "credentials that are over",
    error: error("ExpiredTokenException", "The security token included in the request is expired."),
    kind: CannotAsk,
    says: ["old ones (ExpiredTokenException: The security token included in the request is expired).", "aws sso login"],
  },
  {
    trouble: "credentials that may not",
    error: error("AccessDeniedException", "User: arn:aws:iam::1:user/x is not authorized to perform: dynamodb:GetItem"),
    kind: CannotAsk,
    says: ["may not do that (AccessDeniedException: User: arn:aws:iam::1:user/x", "docs/policies"],
  },
  {
    trouble: "no such table",
    error: error("ResourceNotFoundException", "Requested resource not found"),
    kind: UsageError,
    says: ["There is no stack 'sarcelle-prod' in eu-west-1", "--stack NAME or $SARCELLE_STACK", "--region NAME"],
  },
  {
    trouble: "no such machine",
    error: error("StateMachineDoesNotExist", "State Machine Does Not Exist: 'arn:…'"),
    where: atPlayground,
    kind: UsageError,
    says: ["There is no stack 'sarcelle-prod' at http://127.0.0.1:4566"],
  },
  {
    trouble: "something else than AWS that answers",
    error: error("NotFound", "Unknown"),
    where: atPlayground,
    kind: CannotAsk,
    says: ["What answers at http://127.0.0.1:4566 is not AWS", "--endpoint-url or $AWS_ENDPOINT_URL"],
  },
  {
    trouble: "a proxy's certificate",
    error: error("Error", "unable to get local issuer certificate"),
    kind: CannotAsk,
    says: ["is not trusted", "NODE_EXTRA_CA_CERTS"],
  },
  {
    trouble: "too many calls",
    error: new Throttled("AWS throttles DescribeListenersCommand (ThrottlingException: Rate exceeded)."),
    kind: CannotAsk,
    says: [
      "AWS throttles DescribeListenersCommand",
      "ten looks a second",
      "Ask again in a minute",
      "which calls AWS throttles",
    ],
  },
  {
    trouble: "no answer",
    error: new AwsUnavailable("AWS did not answer GetCallerIdentity (Error: connect ECONNREFUSED 127.0.0.1:1)."),
    where: atPlayground,
    kind: CannotAsk,
    says: ["AWS did not answer", "http://127.0.0.1:4566 is from --endpoint-url or $AWS_ENDPOINT_URL"],
  },
  {
    trouble: "no answer of AWS itself",
    error: new AwsUnavailable("AWS did not answer GetCallerIdentity (Error: getaddrinfo ENOTFOUND)."),
    kind: CannotAsk,
    says: ["Is there a network", "--region NAME, $AWS_REGION"],
  },
];

describe("what keeps AWS from being asked", () => {
  it.each(rows)("is told with the ways to mend it: $trouble", ({ error, where = asked, kind, says }) => {
    const told = withWays(error, where);
    expect(told).toBeInstanceOf(kind);
    for (const part of says) expect((told as Error).message).toContain(part);
    expect((told as Error).cause).toBe(error);
  });

  it("is left as it is where nothing can be added", () => {
    const own = new UnknownEnvironment("No environment 'x' is registered.");
    expect(withWays(own, asked)).toBe(own);
    const ofLambda = error("ResourceNotFoundException", "Function not found: arn:aws:lambda:…");
    expect(withWays(ofLambda, asked)).toBe(ofLambda);
  });
});
