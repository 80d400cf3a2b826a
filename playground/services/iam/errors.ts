import { AwsError } from "../../world/aws-error.ts";

/** What is named is not there: `The role with name web`. */
export const noSuchEntity = (what: string): AwsError =>
  new AwsError("NoSuchEntityException", `${what} cannot be found.`, { status: 404 });

/** What is to be made is there. */
export const entityAlreadyExists = (what: string): AwsError =>
  new AwsError("EntityAlreadyExistsException", `${what} already exists.`, { status: 409 });

/** What is to go still has something. */
export const deleteConflict = (first: string): AwsError =>
  new AwsError("DeleteConflictException", `Cannot delete entity, must ${first} first.`, { status: 409 });
