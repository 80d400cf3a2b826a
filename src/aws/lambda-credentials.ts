/**
 * Stands in for the SDK's whole chain of credential providers in the packaged functions (`serverless.yml`, `alias`): in Lambda
 * the role's credentials come by environment variables and by nothing else, and the rest of the chain is 130 KB of cold start.
 */
export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";
