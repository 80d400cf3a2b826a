/** Where AWS is asked, and as whom: what was typed of it, for the SDK, which reads it from the environment's variables. */
import type { Values } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** Throws `UsageError` unless it is a URL of HTTP; `given` is how it was given. */
const requireUrl = (given: string, url: string): void => {
  const { protocol } = URL.canParse(url) ? new URL(url) : { protocol: "" };
  if (protocol !== "http:" && protocol !== "https:")
    throw new UsageError(`${given} ${url}: expected a URL such as http://127.0.0.1:4566.`);
};

/**
 * Sets in `env` what the options say. `AWS_DEFAULT_REGION` counts as for the AWS CLI, which the SDK does not know: whoever sees `aws` work in
 * a shell expects the same here. Throws `UsageError` if the endpoint is none.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
 */
export const connectBy = ({ endpointUrl, region, profile }: Values, env: NodeJS.ProcessEnv): void => {
  if (typeof endpointUrl === "string") {
    requireUrl("--endpoint-url", endpointUrl);
    env.AWS_ENDPOINT_URL = endpointUrl;
  } else if (env.AWS_ENDPOINT_URL) requireUrl("$AWS_ENDPOINT_URL", env.AWS_ENDPOINT_URL);
  if (typeof profile === "string") env.AWS_PROFILE = profile;
  const said = typeof region === "string" ? region : env.AWS_REGION || env.AWS_DEFAULT_REGION;
  if (said && said !== env.AWS_REGION) env.AWS_REGION = said;
};
