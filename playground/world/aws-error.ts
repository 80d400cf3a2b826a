/**
 * An error that a service answers with. `name` is the exception's name in the service's model where it has one
 * (`TargetGroupNotFoundException`; the codec turns it into the wire's code `TargetGroupNotFound` and its HTTP status) or the
 * bare code where the model has none (EC2: `InvalidInstanceID.NotFound`).
 */
export class AwsError extends Error {
  override readonly name: string;
  /** HTTP status, where the model does not say. */
  readonly status: number;
  /** Further members of the exception's shape. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(name: string, message: string, options: { status?: number; details?: Record<string, unknown> } = {}) {
    super(message);
    this.name = name;
    this.status = options.status ?? 400;
    this.details = options.details ?? {};
  }
}

/** Something AWS would do and the playground does not: loud, and never mistaken for an AWS error. */
export class NotEmulated extends AwsError {
  constructor(what: string) {
    super(
      "PlaygroundNotEmulated",
      `The playground does not emulate ${what}. See playground/README.md for what it does.`,
      {
        status: 501,
      },
    );
  }
}
