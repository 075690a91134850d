import { equal, throws } from "node:assert/strict";
import { createUrn } from "../../../../packages/local-stack/program/urn";

describe("createUrn", () => {
  const program = { project: "shop", stack: "dev" };
  const stack = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";

  it("leaves the stack out of the chain of types", () => {
    equal(createUrn(program, "", "pulumi:pulumi:Stack", "shop-dev"), stack);
    equal(createUrn(program, stack, "a:b:C", "c"), "urn:pulumi:dev::shop::a:b:C::c");
  });

  it("chains the types of the parents", () => {
    const outer = createUrn(program, stack, "a:b:Outer", "o::p");
    const inner = createUrn(program, outer, "a:b:Inner", "i");
    equal(inner, "urn:pulumi:dev::shop::a:b:Outer$a:b:Inner::i");
    equal(createUrn(program, inner, "x:y:Z", "z"), "urn:pulumi:dev::shop::a:b:Outer$a:b:Inner$x:y:Z::z");
  });

  it("refuses a parent that is not a URN", () => {
    throws(() => createUrn(program, "parent", "a:b:C", "c"), /"parent" is not a URN/);
  });
});
