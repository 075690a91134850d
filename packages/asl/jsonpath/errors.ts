/** A path is malformed, leads nowhere, or cannot be applied to what is there. The reason is in the words of Jayway JsonPath where it has some. */
export class InvalidPath extends Error {
  override readonly name = "InvalidPath";
}
