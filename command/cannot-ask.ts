/** AWS could not be asked for a reason that lies on this side; printed without its name, with the ways to mend it. */
export class CannotAsk extends Error {
  override readonly name = "CannotAsk";
}
