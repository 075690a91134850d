/** A pipeline block: trims white space off both ends of every string in its input. */
export const trimStrings = async (input: unknown): Promise<unknown> => {
  const trim = (value: unknown): unknown => {
    if (typeof value === "string") return value.trim();
    if (Array.isArray(value)) return value.map(trim);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, trim(member)]));
  };
  return trim(input);
};
