import type { AwsError } from "../../world/aws-error.ts";
import type { Records } from "../../world/records.ts";
import { hasTrait } from "../../world/traits.ts";
import type { Elbv2Context } from "./context.ts";
import { found } from "./errors.ts";

/**
 * A resource as a call that changes something finds it: the truth, but what was made so lately that no read shows it is not found
 * by others either. Terraform waits after it made a target group until it can be found.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/elbv2/target_group.go
 */
export const known = <T>({ surroundings }: Elbv2Context, records: Records<T>, id: string): T | undefined =>
  hasTrait("created-is-not-found", surroundings) && records.seen(id) === undefined ? undefined : records.get(id);

/** The same, or AWS's error that there is none. */
export const foundKnown = <T>(context: Elbv2Context, records: Records<T>, id: string, missing: () => AwsError): T =>
  found(known(context, records, id), missing);
