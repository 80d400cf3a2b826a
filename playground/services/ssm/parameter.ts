/** One version of a parameter. */
export interface ParameterVersion {
  readonly value: string;
  readonly type: "String" | "StringList";
  readonly dataType: "text" | "aws:ec2:image";
  /** In milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** A parameter with all of its versions: number 1 is the first. */
export interface StoredParameter {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly versions: readonly ParameterVersion[];
}
