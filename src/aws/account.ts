import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import type { Environment } from "../deployment/environment.ts";
import { WrongAccount } from "../errors.ts";

/** The account guard: throws `WrongAccount` unless the caller's account and region are the environment's. */
export const requireAccount = async (client: STSClient, { name, account, region }: Environment): Promise<void> => {
  const { Account } = await client.send(new GetCallerIdentityCommand({}));
  const found = await client.config.region();
  if (Account !== account || found !== region)
    throw new WrongAccount(
      `Environment '${name}' belongs to account ${account} in ${region}, but this runs in account ${Account ?? "(unknown)"} in ${found}. Start it there, or register the environment here.`,
    );
};
