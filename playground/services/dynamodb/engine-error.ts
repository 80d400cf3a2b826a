/** DynamoDB's JSON, and the error answers that go over the wire. */

/** An object of requests and answers, as DynamoDB writes them: `{ "TableName": "t", "Key": { "id": { "S": "1" } } }`. */
export type DynamoDbJson = Readonly<Record<string, unknown>>;

/** An error answer, as it goes over the wire: the shape in which dynalite fails. */
export interface EngineError extends Error {
  readonly statusCode: number;
  readonly body: DynamoDbJson;
}

/** An error answer with status 400. */
export const engineError = (body: DynamoDbJson): EngineError =>
  Object.assign(new Error(String(body.message)), { statusCode: 400, body });

/** Whether it is an error answer: thrown by dynalite, or made by `engineError`. */
export const isEngineError = (error: unknown): error is EngineError =>
  error instanceof Error && "statusCode" in error && "body" in error;

/** DynamoDB's `ValidationException`. */
export const validationFailure = (message: string): EngineError =>
  engineError({ __type: "com.amazon.coral.validate#ValidationException", message });
