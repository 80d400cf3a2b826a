import type { RequestLaunchTemplateData } from "@aws-sdk/client-ec2";
import type { Json } from "../changes/change.ts";
import { asInput } from "./described/plain.ts";

/** Launch template data as EC2's calls take it: the one date in it is a date again. */
export const launchTemplateInput = (data: Json | undefined): RequestLaunchTemplateData => {
  const input = asInput<RequestLaunchTemplateData>(data ?? {});
  const options = input.InstanceMarketOptions;
  if (options?.SpotOptions?.ValidUntil === undefined) return input;
  const SpotOptions = { ...options.SpotOptions, ValidUntil: new Date(options.SpotOptions.ValidUntil) };
  return { ...input, InstanceMarketOptions: { ...options, SpotOptions } };
};
