import static com.dashjoin.jsonata.Jsonata.jsonata;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the questions, [{input, expressions}], and writes what the Java port of JSONata answers, [{input, answers: {expression: {value} | {nothing} | {error}}}].
 * The input is `$states.input`, as in Step Functions.
 */
public class Dashjoin {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, "UTF-8");
    // The port prints there, too.
    System.setOut(System.err);
    List<String> groups = new ArrayList<>();
    for (Map<?, ?> group : MAPPER.readValue(System.in, Map[].class)) {
      String input = MAPPER.writeValueAsString(group.get("input"));
      List<String> answers = new ArrayList<>();
      for (Object expression : (List<?>) group.get("expressions")) {
        answers.add(MAPPER.writeValueAsString(expression) + ":" + MAPPER.writeValueAsString(answer((String) expression, input)));
      }
      groups.add("{\"input\":" + input + ",\"answers\":{\n" + String.join(",\n", answers) + "\n}}");
    }
    out.println("[" + String.join(",\n", groups) + "]");
  }

  private static Map<String, Object> answer(String source, String input) throws Exception {
    Map<String, Object> answer = new LinkedHashMap<>();
    try {
      Jsonata expression = jsonata(source);
      Jsonata.Frame frame = expression.createFrame();
      frame.bind("states", Map.of("input", MAPPER.readValue(input, Object.class)));
      // The port returns null for nothing as well as for null: only a list tells them apart.
      Object value = expression.evaluate(null, frame);
      if (value == null && ((List<?>) wrapped(source, input)).isEmpty()) answer.put("nothing", true);
      else answer.put("value", value);
    } catch (JException error) {
      answer.put("error", error.getError() + ": " + error.getMessage());
    } catch (RuntimeException error) {
      answer.put("error", error.getClass().getSimpleName() + ": " + error.getMessage());
    }
    return answer;
  }

  private static Object wrapped(String source, String input) throws Exception {
    Jsonata expression = jsonata("[(" + source + ")]");
    Jsonata.Frame frame = expression.createFrame();
    frame.bind("states", Map.of("input", MAPPER.readValue(input, Object.class)));
    return expression.evaluate(null, frame);
  }
}
