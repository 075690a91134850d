import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.fge.jackson.JsonLoader;
import com.github.fge.jsonschema.core.load.configuration.LoadingConfiguration;
import com.github.fge.jsonschema.core.load.configuration.LoadingConfigurationBuilder;
import com.github.fge.jsonschema.core.report.LogLevel;
import com.github.fge.jsonschema.core.report.ProcessingMessage;
import com.github.fge.jsonschema.main.JsonSchema;
import com.github.fge.jsonschema.main.JsonSchemaFactory;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Reads the questions, [{about, models, schema, values}], and writes the validator's messages for each value, [{about, models, schema, answers: {value: [message]}}]. */
public class Validator {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String MODELS = "https://apigateway.amazonaws.com/restapis/API/models/";

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, "UTF-8");
    List<String> groups = new ArrayList<>();
    for (JsonNode group : JsonLoader.fromReader(new java.io.InputStreamReader(System.in, "UTF-8"))) {
      LoadingConfigurationBuilder loading = LoadingConfiguration.newBuilder();
      loading.preloadSchema(MODELS + "Asked", group.get("schema"));
      Iterator<Map.Entry<String, JsonNode>> models = group.path("models").fields();
      while (models.hasNext()) {
        Map.Entry<String, JsonNode> model = models.next();
        loading.preloadSchema(MODELS + model.getKey(), model.getValue());
      }
      JsonSchema schema = JsonSchemaFactory.newBuilder()
          .setLoadingConfiguration(loading.freeze())
          .freeze()
          .getJsonSchema(MODELS + "Asked");
      List<String> answers = new ArrayList<>();
      for (JsonNode value : group.get("values")) {
        List<String> messages = new ArrayList<>();
        for (ProcessingMessage message : schema.validate(JsonLoader.fromString(value.textValue()))) {
          if (message.getLogLevel().compareTo(LogLevel.ERROR) >= 0) messages.add(message.getMessage());
        }
        answers.add(MAPPER.writeValueAsString(value.textValue()) + ":" + MAPPER.writeValueAsString(messages));
      }
      groups.add("{\"about\":" + group.get("about") + ",\"models\":" + MAPPER.writeValueAsString(group.path("models").isMissingNode() ? Map.of() : group.get("models"))
          + ",\"schema\":" + group.get("schema") + ",\"answers\":{\n" + String.join(",\n", answers) + "\n}}");
    }
    out.println("[" + String.join(",\n", groups) + "]");
  }
}
