/** An execution goes on, but this command does not follow it to its end. */
export class NotFollowed extends Error {
  override readonly name = "NotFollowed";
}

/** The exit code of whoever does not follow any more what goes on. */
export const goesOnCode = 4;
