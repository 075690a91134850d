import { randomInt } from "node:crypto";
import { type Input, invalidParameter } from "./inputs";

const TYPES = {
  ExcludeLowercase: "abcdefghijklmnopqrstuvwxyz",
  ExcludeUppercase: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  ExcludeNumbers: "0123456789",
  ExcludePunctuation: "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
};

const MAX_LENGTH = 4096;

/** {@link https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html} */
export function randomPassword(input: Input): string {
  const { PasswordLength = 32, ExcludeCharacters = "", RequireEachIncludedType = true } = input;
  const length = Number(PasswordLength);
  if (!Number.isInteger(length) || length < 1 || length > MAX_LENGTH)
    throw invalidParameter(`PasswordLength is ${length}; allowed: a whole number from 1 to ${MAX_LENGTH}`);
  const types = [
    ...Object.entries(TYPES).flatMap(([member, characters]) => (input[member] === true ? [] : [characters])),
    ...(input.IncludeSpace === true ? [" "] : []),
  ]
    .map((characters) => [...characters].filter((each) => !String(ExcludeCharacters).includes(each)))
    .filter((characters) => characters.length > 0);
  if (types.length === 0) throw invalidParameter("No characters are left for the password.");
  const isEachRequired = RequireEachIncludedType === true;
  if (isEachRequired && length < types.length) {
    throw invalidParameter(
      `PasswordLength is ${length}; allowed: ${types.length} or more, for one character of each included type`,
    );
  }
  const all = types.flat();
  const chosen = [
    ...(isEachRequired ? types.map(pick) : []),
    ...Array.from({ length: isEachRequired ? length - types.length : length }, () => pick(all)),
  ];
  return shuffle(chosen).join("");
}

const pick = (characters: readonly string[]): string => characters[randomInt(characters.length)]!;

function shuffle(characters: string[]): string[] {
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other]!, characters[last]!];
  }
  return characters;
}
