import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import type { Environment } from "../deployment/environment.ts";
import { WrongAccount } from "../errors.ts";
import { functionArn } from "../resources/described/ids.ts";

/** Where something runs. */
export interface AccountAndRegion {
  readonly account: string;
  readonly region: string;
}

/** The account guard: throws `WrongAccount` unless `found` is where the environment is. */
export const requireAccount = (
  found: AccountAndRegion,
  { name, account, region }: Pick<Environment, "name" | "account" | "region">,
): void => {
  if (found.account !== account || found.region !== region)
    throw new WrongAccount(
      `Environment '${name}' belongs to account ${account} in ${region}, but this runs in account ${found.account} in ${found.region}. Start it there, or register the environment here.`,
    );
};

/** Where a function runs: its own ARN, which Lambda gives it with each call, says so without a call to AWS. */
export const whereFunctionRuns = ({ invokedFunctionArn }: { readonly invokedFunctionArn: string }): AccountAndRegion =>
  functionArn.parse(invokedFunctionArn);

/** Where a person's credentials lead, and whose they are: an ARN. */
export const whereCallerIs = async (client: STSClient): Promise<AccountAndRegion & { readonly caller: string }> => {
  const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}));
  return { account: Account ?? "(unknown)", region: await client.config.region(), caller: Arn ?? "(unknown)" };
};
