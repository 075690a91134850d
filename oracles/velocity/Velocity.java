import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.event.InvalidReferenceEventHandler;
import org.apache.velocity.context.Context;
import org.apache.velocity.exception.ParseErrorException;
import org.apache.velocity.exception.TemplateInitException;
import org.apache.velocity.runtime.RuntimeInstance;
import org.apache.velocity.util.introspection.Info;

/**
 * Reads the questions, {context, groups: [{about, templates}]}, and writes what Velocity renders, {template: {text} | {error: "syntax" | "rendering"}}: with its
 * defaults, and, where that is something else, as API Gateway seems to configure it.
 */
public class Velocity {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** API Gateway prints and compares what has no value as an empty text. */
  public static class EmptyForMissing implements InvalidReferenceEventHandler {
    public Object invalidGetMethod(Context context, String reference, Object object, String property, Info info) {
      return "";
    }

    public Object invalidMethod(Context context, String reference, Object object, String method, Info info) {
      return "";
    }

    public boolean invalidSetMethod(Context context, String left, String right, Info info) {
      return false;
    }
  }

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, "UTF-8");
    Map<?, ?> questions = MAPPER.readValue(System.in, Map.class);
    String context = MAPPER.writeValueAsString(questions.get("context"));
    List<String> lines = new ArrayList<>();
    for (Object group : (List<?>) questions.get("groups")) {
      for (Object template : (List<?>) ((Map<?, ?>) group).get("templates")) {
        Map<String, String> defaults = answer((String) template, context, false);
        Map<String, String> apiGateway = answer((String) template, context, true);
        Map<String, Object> answer = new LinkedHashMap<>(defaults);
        if (!apiGateway.equals(defaults)) answer.put("apiGateway", apiGateway);
        lines.add(MAPPER.writeValueAsString(template) + ":" + MAPPER.writeValueAsString(answer));
      }
    }
    out.println("{\"context\":" + context + ",\"answers\":{\n" + String.join(",\n", lines) + "\n}}");
  }

  private static Map<String, String> answer(String template, String context, boolean apiGateway) throws Exception {
    RuntimeInstance velocity = new RuntimeInstance();
    velocity.setProperty("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute");
    if (apiGateway) {
      velocity.setProperty("eventhandler.invalidreferences.class", EmptyForMissing.class.getName());
      velocity.setProperty("velocimacro.permissions.allow.inline", "false");
    }
    velocity.init();
    if (apiGateway) velocity.removeDirective("evaluate");
    StringWriter text = new StringWriter();
    try {
      velocity.evaluate(new VelocityContext(MAPPER.readValue(context, Map.class)), text, "template", template);
      return Map.of("text", text.toString());
    } catch (ParseErrorException | TemplateInitException error) {
      return Map.of("error", "syntax");
    } catch (RuntimeException error) {
      return Map.of("error", "rendering");
    }
  }
}
