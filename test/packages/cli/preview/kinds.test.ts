import assert from "node:assert/strict";
import { Kinds } from "../../../../packages/cli/preview/kinds";

describe("preview: kinds of resources", () => {
  const kinds: [type: string, one: string, two: string][] = [
    ["aws:sfn/stateMachine:StateMachine", "1 state machine", "2 state machines"],
    ["aws:iam/rolePolicy:RolePolicy", "1 role policy", "2 role policies"],
    ["aws:kms/key:Key", "1 key", "2 keys"],
    ["aws:apigateway/restApi:RestApi", "1 REST API", "2 REST APIs"],
    ["aws:apigateway/stage:Stage", "1 REST API stage", "2 REST API stages"],
    ["aws:appsync/graphQLApi:GraphQLApi", "1 GraphQL API", "2 GraphQL APIs"],
    ["aws:cloudformation/stack:Stack", "1 CloudFormation stack", "2 CloudFormation stacks"],
    ["random:index/randomId:RandomId", "1 random id", "2 random ids"],
    ["unheard-of", "1 unheard-of", "2 unheard-ofs"],
  ];
  for (const [type, one, two] of kinds) {
    it(`calls ${type} ${one.slice(2)}`, () => {
      const words = new Kinds([type]);
      assert.equal(words.count(type, 1), one);
      assert.equal(words.count(type, 2), two);
    });
  }

  it("distinguishes by service what has the same name, and counts", () => {
    const [lambda, sfn] = ["aws:lambda/alias:Alias", "aws:sfn/alias:Alias"];
    const words = new Kinds([lambda, sfn, sfn]);
    assert.equal(words.counts([lambda, sfn, sfn]), "2 sfn aliases, 1 lambda alias");
  });
});
