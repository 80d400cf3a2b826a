/** What keeps a command from asking AWS, in the words of whoever types: what was found, and the ways to give what is missing. */
import { AwsUnavailable, Throttled } from "../src/errors.ts";
import { CannotAsk } from "./cannot-ask.ts";
import { UsageError } from "./usage-error.ts";

/** As far as the command knows it. */
interface Asked {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The deployed stack, where the command is about one. */
  readonly stack: string | undefined;
}

interface Trouble {
  readonly is: (error: Error) => boolean;
  readonly told: (error: Error, asked: Asked) => Error;
}

const named = (...names: readonly string[]) => {
  const known = new Set(names);
  return ({ name }: Error): boolean => known.has(name);
};

/** Whether AWS says that these credentials may not do that. */
export const isDenial = named("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError");

/** As AWS or its SDK says it, for those who know that. */
const inTheirWords = ({ name, message }: Error): string => `(${name}: ${message.trim().replace(/\.$/, "")})`;

const profileIn = ({ AWS_PROFILE }: Asked["env"]): string => (AWS_PROFILE ? `'${AWS_PROFILE}'` : "'default'");

const waysToCredentials =
  "Give some: 'aws configure', or 'aws sso login', and then --profile NAME or $AWS_PROFILE; or $AWS_ACCESS_KEY_ID and $AWS_SECRET_ACCESS_KEY. 'aws sts get-caller-identity' tries them; the playground takes any.";

const placeOf = ({ AWS_ENDPOINT_URL, AWS_REGION }: Asked["env"]): string =>
  AWS_ENDPOINT_URL ? `at ${AWS_ENDPOINT_URL}` : `in ${AWS_REGION || "the profile's region"}`;

const waysToEndpoint = ({ env }: Asked): string =>
  env.AWS_ENDPOINT_URL
    ? `${env.AWS_ENDPOINT_URL} is from --endpoint-url or $AWS_ENDPOINT_URL: is it what you mean, and does it run? Without it AWS itself is asked.`
    : "Is there a network, and a way through its proxy? Is the region right (--region NAME, $AWS_REGION)?";

/** From the first that fits. */
const troubles: readonly Trouble[] = [
  {
    is: ({ message }) => message === "Region is missing",
    told: (_error, { env }) =>
      new CannotAsk(
        `No region: neither --region nor $AWS_REGION or $AWS_DEFAULT_REGION says one, nor does the profile ${profileIn(env)} in ~/.aws/config. Give one: --region eu-west-1, or export AWS_REGION=eu-west-1.`,
      ),
  },
  {
    is: named("CredentialsProviderError", "TokenProviderError"),
    told: (error, { env }) =>
      new CannotAsk(
        `No credentials: none in $AWS_ACCESS_KEY_ID, none of the profile ${profileIn(env)} in ~/.aws, none of a role of this machine ${inTheirWords(error)}. ${waysToCredentials}`,
      ),
  },
  {
    is: named(
      "ExpiredToken",
      "ExpiredTokenException",
      "InvalidClientTokenId",
      "UnrecognizedClientException",
      "SignatureDoesNotMatch",
      "InvalidSignatureException",
      "AuthFailure",
    ),
    told: (error) =>
      new CannotAsk(
        `AWS takes these credentials for none, or for old ones ${inTheirWords(error)}. ${waysToCredentials}`,
      ),
  },
  {
    is: isDenial,
    told: (error) =>
      new CannotAsk(
        `These credentials may not do that ${inTheirWords(error)}. docs/policies has what looking, starting, approving and operating ask for; 'aws sts get-caller-identity' says whose they are.`,
      ),
  },
  {
    // DynamoDB's words for a table, and Step Functions' for a machine: both bear the stack's name.
    is: ({ name, message }) =>
      name === "StateMachineDoesNotExist" ||
      (name === "ResourceNotFoundException" && /requested resource not found|non-existent table/i.test(message)),
    told: (_error, { env, stack }) =>
      new UsageError(
        `There is no stack '${stack}' ${placeOf(env)}, or not with all of its parts. Give another: --stack NAME or $SARCELLE_STACK; another region: --region NAME or $AWS_REGION; another account: --profile NAME or $AWS_PROFILE. docs/operate.md says how to deploy it.`,
      ),
  },
  {
    // What answers speaks HTTP, but none of AWS's protocols.
    is: ({ name, message }) =>
      /deserialization error/i.test(message) ||
      (/^(NotFound|UnknownError|Unknown)$/.test(name) && /^Unknown/.test(message)),
    told: (error, asked) =>
      new CannotAsk(`What answers ${placeOf(asked.env)} is not AWS ${inTheirWords(error)}. ${waysToEndpoint(asked)}`),
  },
  {
    is: ({ message }) => /certificate/i.test(message),
    told: (error, asked) =>
      new CannotAsk(
        `The certificate of what answers ${placeOf(asked.env)} is not trusted ${inTheirWords(error)}. Behind a proxy with a certificate of its own: export NODE_EXTRA_CA_CERTS=FILE.`,
      ),
  },
  {
    is: (error) => error instanceof Throttled,
    told: (error) =>
      new CannotAsk(
        `${error.message} All deployments of the account, its inventory and whoever else asks share what it lets through, of Elastic Load Balancing ten looks a second. Ask again in a minute. Who calls so much, the saved query "which calls AWS throttles" says (docs/operate.md).`,
      ),
  },
  {
    is: (error) => error instanceof AwsUnavailable,
    told: (error, asked) => new CannotAsk(`${error.message} ${waysToEndpoint(asked)}`),
  },
];

/** The error as a person is told it, with what caused it; the error itself where there is nothing to add. */
export const withWays = (error: unknown, asked: Asked): unknown => {
  if (!(error instanceof Error)) return error;
  const told = troubles.find(({ is }) => is(error))?.told(error, asked);
  if (told === undefined) return error;
  told.cause = error;
  return told;
};
