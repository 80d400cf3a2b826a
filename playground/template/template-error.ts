/** Something in a template that is wrong, or that the playground cannot deploy. `where` names the resource and property. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";

  constructor(where: string, what: string) {
    super(`${where}: ${what}`);
  }
}
