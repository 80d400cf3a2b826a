import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";

/** Runs a conditional write; answers what DynamoDB does, or undefined if the condition did not hold. */
export const conditionalAnswer = async <Answer extends object>(
  write: () => Promise<Answer>,
): Promise<Answer | undefined> => {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
};

/** Runs a conditional write; answers whether its condition held. */
export const conditionalWrite = async (write: () => Promise<object>): Promise<boolean> =>
  (await conditionalAnswer(write)) !== undefined;
