import assert from "node:assert/strict";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { DynamoDbService } from "../../../../../packages/local-cloud/services/dynamodb/dynamodb";
import { TestCloud } from "../../testCloud";

type Value = Record<string, unknown>;
const S = (text: string): Value => ({ S: text });
const N = (number: number): Value => ({ N: String(number) });

const ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders";

describe("PartiQL", () => {
  const cloud = new TestCloud();
  let service: DynamoDbService;
  before(async () => {
    service = cloud.add(await DynamoDbService.start({ cloud, clock: new ManualClock() }));
    await call("CreateTable", {
      TableName: "orders",
      AttributeDefinitions: [
        { AttributeName: "user", AttributeType: "S" },
        { AttributeName: "number", AttributeType: "N" },
        { AttributeName: "city", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "user", KeyType: "HASH" },
        { AttributeName: "number", KeyType: "RANGE" },
      ],
      BillingMode: "PAY_PER_REQUEST",
      GlobalSecondaryIndexes: [
        {
          IndexName: "by-city",
          KeySchema: [
            { AttributeName: "city", KeyType: "HASH" },
            { AttributeName: "number", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
    });
  });
  beforeEach(async () => {
    for (const [user, count] of Object.entries({ ann: 4, bob: 2 }))
      for (let number = 1; number <= count; number++)
        await put({
          user: S(user),
          number: N(number),
          city: S(number % 2 ? "Oslo" : "Rome"),
          total: N(number * 10),
          lines: { L: [S("a"), S("b"), S("c")] },
          at: { M: { street: S("Main"), zip: N(1) } },
        });
    await call("DeleteItem", { TableName: "orders", Key: { user: S("new"), number: N(1) } });
  });
  after(() => cloud.close());

  // biome-ignore lint/suspicious/noExplicitAny: outputs of every operation
  const call = (operation: string, input: object): Promise<any> =>
    cloud.call(cloud.administrator, "dynamodb", operation, input);
  const put = (Item: Value) => call("PutItem", { TableName: "orders", Item });
  const get = async (user: string, number: number) =>
    (await call("GetItem", { TableName: "orders", Key: { user: S(user), number: N(number) } })).Item;
  const run = (Statement: string, ...Parameters: Value[]) =>
    call("ExecuteStatement", { Statement, ...(Parameters.length > 0 && { Parameters }) });
  /** `ann1 ann2` */
  const found = async (Statement: string, ...Parameters: Value[]): Promise<string> =>
    names((await run(Statement, ...Parameters)).Items);
  const names = (items: { user: { S: string }; number: { N: string } }[]) =>
    items.map(({ user, number }) => user.S + number.N).join(" ");

  describe("SELECT", () => {
    const SELECTED: [where: string, found: string, ...parameters: Value[]][] = [
      ["\"user\" = 'ann'", "ann1 ann2 ann3 ann4"],
      ['"user" = ? AND "number" >= ?', "ann3 ann4", S("ann"), N(3)],
      ["'bob' = \"user\" AND 1 < number", "bob2"],
      ["user = 'ann' AND number BETWEEN 2 AND 3", "ann2 ann3"],
      ["user = 'ann' AND number > 1 AND number < 4", "ann2 ann3"],
      ["user = 'ann' AND (number = 1 OR number = 4)", "ann1 ann4"],
      ["user = 'ann' AND number <> 2", "ann1 ann3 ann4"],
      ["user = 'ann' AND total = 20", "ann2"],
      ["user IN ['bob', 'ann'] AND city = 'Rome'", "bob2 ann2 ann4"],
      ["user = 'bob' OR user = 'ann' AND number = 1", "bob1 bob2 ann1"],
      ["user = 'ann' AND NOT total IN (10, 20)", "ann3 ann4"],
      ["user = 'ann' AND at.street = 'Main' AND lines[1] = 'b' AND number = 2", "ann2"],
      ["user = 'bob' AND begins_with(city, 'Os')", "bob1"],
      ["user = 'bob' AND NOT contains(\"city\", 'om')", "bob1"],
      ["user = 'bob' AND size(lines) = 3 AND number = 1", "bob1"],
      ["user = 'bob' AND nothing IS MISSING AND total IS NOT MISSING", "bob1 bob2"],
      [
        "user = 'bob' AND total IS NUMERIC AND city IS STRING AND at IS STRUCT AND lines IS LIST",
        "bob1 bob2",
      ],
      ["user = 'bob' AND city IS NULL", ""],
      ["user = 'bob' AND attribute_type(total, 'N') ORDER BY number DESC", "bob2 bob1"],
      ["user IN ['bob', 'ann'] AND number < 3 ORDER BY user DESC, number DESC", "bob2 bob1 ann2 ann1"],
      ["user IN ['bob', 'ann'] AND number < 3 ORDER BY user", "ann1 ann2 bob1 bob2"],
      ["user = 'nobody' -- a comment", ""],
    ];
    for (const [where, expected, ...parameters] of SELECTED) {
      it(`finds '${expected}' where ${where}`, async () => {
        assert.equal(await found(`SELECT * FROM orders WHERE ${where}`, ...parameters), expected);
      });
    }

    it("scans where no partition is given", async () => {
      assert.equal((await run("SELECT * FROM orders")).Items.length, 6);
      const { Items } = await run("select * from orders where total >= ? or city = 'Rome'", N(30));
      assert.deepEqual(names(Items).split(" ").sort(), ["ann2", "ann3", "ann4", "bob2"]);
    });

    it("returns the attributes that are named, by the last steps of their paths", async () => {
      const { Items } = await run(
        "SELECT total, at.street, lines[0], none FROM orders WHERE user = 'ann' AND number = 1",
      );
      assert.deepEqual(Items, [{ total: N(10), street: S("Main"), "lines[0]": S("a") }]);
    });

    it("reads an index", async () => {
      const { Items } = await run(
        `SELECT * FROM "orders"."by-city" WHERE city = 'Rome' ORDER BY number DESC`,
      );
      assert.deepEqual(
        Items.map(({ number }: { number: Value }) => number.N),
        ["4", "2", "2"],
      );
      assert.deepEqual(Object.keys(Items[0]).sort(), ["city", "number", "user"]);
    });

    it("returns pages of as many items as were read, across partitions", async () => {
      const Statement = "SELECT * FROM orders WHERE user IN ['ann', 'bob'] AND city = 'Rome'";
      const pages: string[] = [];
      let NextToken: string | undefined;
      do {
        const page = await call("ExecuteStatement", { Statement, Limit: 3, ...(NextToken && { NextToken }) });
        pages.push(names(page.Items));
        NextToken = page.NextToken;
      } while (NextToken);
      assert.deepEqual(pages, ["ann2", "ann4 bob2", ""]);
    });

    it("checks the token of the next page", async () => {
      const Statement = "SELECT * FROM orders";
      const { NextToken, LastEvaluatedKey } = await call("ExecuteStatement", { Statement, Limit: 1 });
      assert.deepEqual(Object.keys(LastEvaluatedKey).sort(), ["number", "user"]);
      const other = { Statement: `${Statement} WHERE total = 1`, NextToken };
      await assert.rejects(call("ExecuteStatement", other), { message: "NextToken does not match request" });
      await assert.rejects(call("ExecuteStatement", { Statement, NextToken: "x" }), {
        message: "Invalid NextToken",
      });
    });

    it("says what it consumed", async () => {
      const Statement = "SELECT * FROM orders WHERE user IN ['ann', 'bob']";
      const { ConsumedCapacity } = await call("ExecuteStatement", {
        Statement,
        ReturnConsumedCapacity: "INDEXES",
      });
      assert.deepEqual(ConsumedCapacity, {
        CapacityUnits: 1,
        TableName: "orders",
        Table: { CapacityUnits: 1 },
      });
    });
  });

  describe("INSERT", () => {
    it("creates an item of any types, once", async () => {
      const insert = `INSERT INTO "orders" VALUE {'user': 'new', 'number': ?, 'text': 'it''s', 'set': <<'a', 'b'>>, 'numbers': <<1, -2.5>>,
        'list': [true, false, null, {'a': 1e3}]}`;
      assert.deepEqual(await run(insert, N(1)), { Items: [] });
      assert.deepEqual(await get("new", 1), {
        user: S("new"),
        number: N(1),
        text: S("it's"),
        set: { SS: ["a", "b"] },
        numbers: { NS: ["1", "-2.5"] },
        list: { L: [{ BOOL: true }, { BOOL: false }, { NULL: true }, { M: { a: N(1000) } }] },
      });
      await assert.rejects(run(insert, N(1)), {
        code: "DuplicateItemException",
        message: "Duplicate primary key exists in table",
      });
      await run("DELETE FROM orders WHERE user = 'new' AND number = 1");
      await run(insert, N(1));
    });
  });

  describe("UPDATE", () => {
    const update = (change: string, rest = "") =>
      run(`UPDATE orders ${change} WHERE user = 'ann' AND number = 1 ${rest}`);

    it("sets and removes attributes", async () => {
      await update("SET total = total + 5, city = 'Bern' SET at.zip = 2 REMOVE lines[1], at.street");
      assert.deepEqual(await get("ann", 1), {
        user: S("ann"),
        number: N(1),
        total: N(15),
        city: S("Bern"),
        lines: { L: [S("a"), S("c")] },
        at: { M: { zip: N(2) } },
      });
      await update("SET lines = list_append(lines, ['d']) SET tags = <<'x', 'y'>>");
      await update("SET tags = set_add(tags, <<'z'>>)");
      await update("SET tags = set_delete(tags, <<'x'>>)");
      const { lines, tags } = await get("ann", 1);
      assert.deepEqual(lines, { L: [S("a"), S("c"), S("d")] });
      assert.deepEqual(tags.SS.sort(), ["y", "z"]);
    });

    // As AWS was seen to answer.
    const RETURNED: [change: string, returning: string, items: object[]][] = [
      ["SET city = 'Bern'", "MODIFIED OLD", [{ city: S("Oslo") }]],
      ["SET city = 'Bern'", "MODIFIED NEW", [{ city: S("Bern") }]],
      ["SET at.street = 'Side'", "MODIFIED NEW", [{ at: { M: { street: S("Side") } } }]],
      ["SET at.street = 'Side'", "MODIFIED OLD", [{ at: { M: { street: S("Main") } } }]],
      ["REMOVE city", "MODIFIED NEW", []],
      ["REMOVE city", "MODIFIED OLD", [{ city: S("Oslo") }]],
      ["SET more = 1", "MODIFIED OLD", []],
      ["SET lines[2] = 'y'", "MODIFIED NEW", [{ lines: { L: [S("y")] } }]],
      ["SET lines[2] = 'y', lines[0] = 'x'", "MODIFIED OLD", [{ lines: { L: [S("a"), S("c")] } }]],
      ["SET lines[5] = 'd'", "MODIFIED NEW", []],
    ];
    for (const [change, returning, items] of RETURNED) {
      it(`${change} returns ${returning} ${JSON.stringify(items)}`, async () => {
        assert.deepEqual((await update(change, `RETURNING ${returning} *`)).Items, items);
      });
    }

    it("returns whole items, or nothing", async () => {
      const [old] = (await update("SET total = 1", "RETURNING ALL OLD *")).Items;
      assert.deepEqual([old.total, old.city], [N(10), S("Oslo")]);
      const [now] = (await update("SET total = 2", "RETURNING ALL NEW *")).Items;
      assert.deepEqual([now.total, now.city], [N(2), S("Oslo")]);
      assert.deepEqual((await update("SET total = 3")).Items, []);
    });

    it("fails if its condition does, or there is no item", async () => {
      const failed = { code: "ConditionalCheckFailedException" };
      await assert.rejects(update("SET total = 1", "AND city = 'Rome'"), failed);
      await assert.rejects(run("UPDATE orders SET total = 1 WHERE user = 'new' AND number = 1"), failed);
      assert.deepEqual((await get("ann", 1)).total, N(10));
      assert.equal(await get("new", 1), undefined);
      const Statement = "UPDATE orders SET total = 1 WHERE user = 'ann' AND number = 1 AND city = 'Rome'";
      await assert.rejects(
        call("ExecuteStatement", { Statement, ReturnValuesOnConditionCheckFailure: "ALL_OLD" }),
        (error) => {
          assert.deepEqual((error as { details: { Item: Value } }).details.Item.total, N(10));
          return true;
        },
      );
    });

    it("consumes what indexes consume", async () => {
      const Statement = "UPDATE orders SET city = 'Bern' WHERE user = 'ann' AND number = 1";
      const { ConsumedCapacity } = await call("ExecuteStatement", {
        Statement,
        ReturnConsumedCapacity: "TOTAL",
      });
      assert.deepEqual(ConsumedCapacity, { TableName: "orders", CapacityUnits: 3 });
    });
  });

  describe("DELETE", () => {
    it("deletes an item that fits, and nothing if there is none", async () => {
      const one = "DELETE FROM orders WHERE user = 'ann' AND number = 1";
      await assert.rejects(run(`${one} AND city = 'Rome'`), { code: "ConditionalCheckFailedException" });
      const { Items } = await run(`${one} AND city = 'Oslo' RETURNING ALL OLD *`);
      assert.equal(names(Items), "ann1");
      assert.equal(await get("ann", 1), undefined);
      assert.deepEqual(await run(`${one} AND city = 'Oslo' RETURNING ALL OLD *`), { Items: [] });
    });
  });

  describe("BatchExecuteStatement", () => {
    const batch = (...statements: string[]) =>
      call("BatchExecuteStatement", {
        Statements: statements.map((Statement) => ({ Statement })),
        ReturnConsumedCapacity: "TOTAL",
      });

    it("reads single items, each on its own", async () => {
      const { Responses, ConsumedCapacity } = await batch(
        "SELECT * FROM orders WHERE user = 'ann' AND number = 2",
        "SELECT total FROM orders WHERE user = 'bob' AND number = 1",
        "SELECT * FROM orders WHERE user = 'new' AND number = 1",
        "SELECT * FROM orders WHERE user = 'ann'",
        "SELECT * FROM none WHERE user = 'ann'",
        "SELECT FROM",
      );
      assert.equal(names([Responses[0].Item]), "ann2");
      assert.deepEqual(Responses.slice(1, 3), [
        { TableName: "orders", Item: { total: N(10) } },
        { TableName: "orders" },
      ]);
      const errors = Responses.slice(3).map((response: { Error: { Code: string } }) => response.Error.Code);
      assert.deepEqual(errors, ["ValidationError", "ResourceNotFound", "ValidationError"]);
      assert.match(Responses[3].Error.Message, /BatchExecuteStatement must specify the primary key/);
      assert.deepEqual(ConsumedCapacity.length, 1);
    });

    it("writes single items, each on its own", async () => {
      const insert = "INSERT INTO orders VALUE {'user': 'new', 'number': 1}";
      const { Responses } = await batch(
        insert,
        insert,
        "UPDATE orders SET total = 7 WHERE user = 'ann' AND number = 1 RETURNING MODIFIED NEW *",
        "DELETE FROM orders WHERE user = 'ann' AND number = 2 AND city = 'Oslo'",
      );
      assert.deepEqual(Responses, [
        { TableName: "orders" },
        {
          TableName: "orders",
          Error: { Code: "DuplicateItem", Message: "Duplicate primary key exists in table" },
        },
        { TableName: "orders", Item: { total: N(7) } },
        {
          TableName: "orders",
          Error: { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
        },
      ]);
    });

    it("has 1 to 25 statements, all of one kind", async () => {
      const select = "SELECT * FROM orders WHERE user = 'ann' AND number = 2";
      await assert.rejects(batch(), /greater than or equal to 1/);
      await assert.rejects(batch(...Array.from({ length: 26 }, () => select)), /less than or equal to 25/);
      await assert.rejects(
        batch(select, "DELETE FROM orders WHERE user = 'ann' AND number = 2"),
        /all must be SELECT/,
      );
    });
  });

  describe("ExecuteTransaction", () => {
    const transact = (...statements: string[]) =>
      call("ExecuteTransaction", { TransactStatements: statements.map((Statement) => ({ Statement })) });
    const insert = "INSERT INTO orders VALUE {'user': 'new', 'number': 1}";

    it("writes all or nothing", async () => {
      const exists = (total: number) =>
        `EXISTS(SELECT * FROM orders WHERE user = 'bob' AND number = 1 AND total = ${total})`;
      const update = "UPDATE orders SET total = 7 WHERE user = 'ann' AND number = 1";
      await assert.rejects(transact(insert, update, exists(11)), {
        code: "TransactionCanceledException",
        message: /\[None, None, ConditionalCheckFailed\]$/,
      });
      assert.equal(await get("new", 1), undefined);
      await transact(insert, update, exists(10), "DELETE FROM orders WHERE user = 'ann' AND number = 2");
      assert.deepEqual((await get("ann", 1)).total, N(7));
      assert.equal(await get("ann", 2), undefined);
      await assert.rejects(transact(insert), (error) => {
        const { message, details } = error as Error & { details: { CancellationReasons: object[] } };
        assert.match(message, /\[DuplicateItem\]$/);
        assert.deepEqual(details.CancellationReasons, [
          { Code: "DuplicateItem", Message: "Duplicate primary key exists in table" },
        ]);
        return true;
      });
    });

    it("reads several items", async () => {
      const { Responses } = await transact(
        "SELECT total FROM orders WHERE user = 'ann' AND number = 1",
        "SELECT * FROM orders WHERE user = 'new' AND number = 1",
      );
      assert.deepEqual(Responses, [{ Item: { total: N(10) } }, {}]);
    });

    const WRONG: [statements: string[], message: RegExp][] = [
      [["SELECT * FROM orders"], /within ExecuteTransaction must specify the primary key/],
      [[insert, "UPDATE orders"], /^Validation failed in statements\[1\]: Statement wasn't well formed/],
      [["EXISTS(SELECT * FROM orders WHERE user = 'a' AND number = 1)"], /EXISTS\(\) must contain/],
      [[`SELECT * FROM orders.by-city`], /wasn't well formed/],
    ];
    for (const [statements, message] of WRONG) {
      it(`refuses ${statements.join("; ")}`, () =>
        assert.rejects(transact(...statements), { code: "ValidationException", message }));
    }
  });

  const WRONG: [statement: string, message: string | RegExp][] = [
    [
      "CREATE TABLE a",
      "Statement wasn't well formed, can't be processed: expected SELECT, INSERT INTO, UPDATE or DELETE FROM, found 'CREATE' at 1",
    ],
    ["SELECT * FROM orders WHERE user = 'ann", /unexpected character ''' at 35/],
    ["SELECT * FROM orders WHERE", /expected a name, found the end/],
    ["SELECT * FROM orders WHERE user = 'a' 'b'", /expected the end of the statement, found 'b' at 39/],
    ["SELECT total AS t FROM orders", "Aliasing is not supported"],
    ["SELECT total, at.total FROM orders", "Duplicate identifiers in select clause: total"],
    ["SELECT count(*) FROM orders", "Unrecognized function: count"],
    ["SELECT * FROM orders WHERE exists(a, 1)", "Unrecognized function: exists"],
    ["SELECT * FROM orders WHERE a IS DATE", /^Unsupported data type for IS operator: DATE/],
    [
      "SELECT * FROM orders ORDER BY number",
      "Must have WHERE clause in the statement when using ORDER BY clause.",
    ],
    [
      "SELECT * FROM orders WHERE total = 1 ORDER BY number",
      /^Must have at least one non-optional hash key condition/,
    ],
    [
      "SELECT * FROM orders WHERE user = 'a' ORDER BY total",
      "Variable reference total in ORDER BY clause must be part of the primary key",
    ],
    [
      "SELECT * FROM orders WHERE user IN ['a', 'b'] ORDER BY number",
      /^Must have hash key in ORDER BY clause/,
    ],
    ["SELECT * FROM orders.none WHERE user = 'a'", "The table does not have the specified index: none"],
    ["SELECT * FROM orders WHERE user = ?", "Number of parameters in request and statement don't match."],
    ["INSERT INTO orders VALUE 'a'", /^Unsupported format in item expression/],
    ["INSERT INTO orders VALUES ({'user': 'a'})", /Inserting multiple items/],
    ["INSERT INTO orders VALUE {'user': 'a', 'user': 'b'}", /^Duplicate keys in tuple. Key: user/],
    ["INSERT INTO orders VALUE {'user': 'a', 'number': 1, 'set': <<>>}", "Empty bags are not supported"],
    ["INSERT INTO orders VALUE {'user': 'a'}", /Missing the key number/],
    ["UPDATE orders WHERE user = 'a'", /expected SET or REMOVE/],
    [
      "UPDATE orders SET a = 1 WHERE user = 'a'",
      "Where clause does not contain a mandatory equality on all key attributes",
    ],
    ["UPDATE orders.city SET a = 1 WHERE user = 'a'", "This operation is not supported on an index"],
    [
      "UPDATE orders SET a = set_add(b, <<1>>) WHERE user = 'a'",
      "The first argument to SET_ADD must equal the assignment value",
    ],
    [
      "UPDATE orders SET a = set_add(a, 1) WHERE user = 'a'",
      "The second argument to SET_ADD must be a value with type SET",
    ],
    ["DELETE FROM orders", "Where clause does not contain a mandatory equality on all key attributes"],
    [
      "DELETE FROM orders WHERE user = 'a' RETURNING MODIFIED OLD *",
      /Only RETURNING ALL OLD \* is allowed in DELETE statements/,
    ],
    [
      "EXISTS(SELECT * FROM orders WHERE user = 'a')",
      "EXISTS can only be used in ExecuteTransaction write requests.",
    ],
  ];
  for (const [statement, message] of WRONG) {
    it(`refuses ${statement}`, () =>
      assert.rejects(run(statement), { code: "ValidationException", message }));
  }

  for (const [what, statement] of Object.entries({
    "conditions that are nested too deeply": `SELECT * FROM orders WHERE ${"(".repeat(4000)}`,
    "negations that are nested too deeply": `SELECT * FROM orders WHERE ${"NOT ".repeat(2000)}a = 1`,
    "values that are nested too deeply": `INSERT INTO orders VALUE {'a': ${"[".repeat(4000)}`,
    "a text that does not end": `SELECT * FROM orders WHERE a = '${"''".repeat(4000)}`,
    "a statement that is too long": `SELECT * FROM orders --${"a".repeat(8192)}`,
  }))
    it(`refuses ${what}`, () => assert.rejects(run(statement), { code: "ValidationException" }));

  it("refuses what is no statement", async () => {
    const missing = { code: "ValidationException", message: /Value null at 'statement'/ };
    await assert.rejects(call("ExecuteTransaction", { TransactStatements: [{}] }), missing);
    const { Responses } = await call("BatchExecuteStatement", { Statements: [{}] });
    assert.equal(Responses[0].Error.Code, "ValidationError");
    await assert.rejects(call("ExecuteStatement", {}), { code: "ValidationException" });
  });

  it("has no attributes that items do not have", async () => {
    const names = ["__proto__", "constructor", "at.constructor", "lines.length"];
    for (const name of names)
      assert.deepEqual((await run(`SELECT ${name} FROM orders WHERE user = 'ann' AND number = 1`)).Items, [
        {},
      ]);
  });

  it("refuses parameters that no ? takes", () =>
    assert.rejects(run("SELECT * FROM orders", N(1)), /Number of parameters/));

  describe("permissions", () => {
    const REQUIRED: [statement: string, action: string, context: object, resource?: string][] = [
      [
        "SELECT total FROM orders WHERE user = 'ann' AND number = 1",
        "PartiQLSelect",
        {
          "dynamodb:LeadingKeys": ["ann"],
          "dynamodb:Attributes": ["user", "number", "total"],
          "dynamodb:FullTableScan": "false",
          "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
        },
      ],
      [
        "SELECT * FROM orders",
        "PartiQLSelect",
        { "dynamodb:FullTableScan": "true", "dynamodb:Select": "ALL_ATTRIBUTES" },
      ],
      [
        `SELECT * FROM "orders"."by-city" WHERE city = 'Rome'`,
        "PartiQLSelect",
        {
          "dynamodb:LeadingKeys": ["Rome"],
          "dynamodb:Attributes": ["city"],
          "dynamodb:FullTableScan": "false",
          "dynamodb:Select": "ALL_ATTRIBUTES",
        },
        `${ARN}/index/by-city`,
      ],
      [
        "INSERT INTO orders VALUE {'user': 'a', 'number': 1}",
        "PartiQLInsert",
        { "dynamodb:LeadingKeys": ["a"], "dynamodb:Attributes": ["user", "number"] },
      ],
      [
        "UPDATE orders SET at.zip = 1 REMOVE total WHERE user = 'a' AND number = 1",
        "PartiQLUpdate",
        { "dynamodb:LeadingKeys": ["a"], "dynamodb:Attributes": ["user", "number", "at", "total"] },
      ],
      [
        "DELETE FROM orders WHERE user = 'a' AND number = 1",
        "PartiQLDelete",
        { "dynamodb:LeadingKeys": ["a"], "dynamodb:Attributes": ["user", "number"] },
      ],
    ];
    for (const [Statement, action, context, resource = ARN] of REQUIRED) {
      it(`are dynamodb:${action} for ${Statement}`, () => {
        const required = { action: `dynamodb:${action}`, resource, context };
        const of = (operation: string, input: object) =>
          service.requirements({ operation, input: { ...input } });
        assert.deepEqual(of("ExecuteStatement", { Statement }), [required]);
        assert.deepEqual(of("BatchExecuteStatement", { Statements: [{ Statement }, { Statement: "x" }] }), [
          required,
        ]);
        const enclosed = { ...context, "dynamodb:EnclosingOperation": "ExecuteTransaction" };
        assert.deepEqual(of("ExecuteTransaction", { TransactStatements: [{ Statement }] }), [
          { ...required, context: enclosed },
        ]);
      });
    }
  });
});
