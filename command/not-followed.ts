/** An execution goes on, but this command does not follow it to its end. */
export class NotFollowed extends Error {
  override readonly name = "NotFollowed";
}
