import com.fasterxml.jackson.databind.ObjectMapper;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.spi.json.JacksonJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the questions, [{document, paths}], and writes what Jayway JsonPath answers, [{document, answers: {path: {value} | {error}}}]. */
public class Jayway {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Configuration CONFIGURATION =
      Configuration.builder().jsonProvider(new JacksonJsonProvider()).mappingProvider(new JacksonMappingProvider()).build();

  public static void main(String[] args) throws Exception {
    List<String> groups = new ArrayList<>();
    for (Map<?, ?> group : MAPPER.readValue(System.in, Map[].class)) {
      String document = MAPPER.writeValueAsString(group.get("document"));
      List<String> answers = new ArrayList<>();
      for (Object path : (List<?>) group.get("paths")) {
        answers.add(MAPPER.writeValueAsString(path) + ":" + MAPPER.writeValueAsString(answer((String) path, document)));
      }
      groups.add("{\"document\":" + document + ",\"answers\":{\n" + String.join(",\n", answers) + "\n}}");
    }
    PrintStream out = new PrintStream(System.out, true, "UTF-8");
    out.println("[" + String.join(",\n", groups) + "]");
  }

  private static Map<String, Object> answer(String path, String document) throws Exception {
    Map<String, Object> answer = new LinkedHashMap<>();
    try {
      Object value = JsonPath.compile(path).read(MAPPER.readValue(document, Object.class), CONFIGURATION);
      answer.put("value", value);
    } catch (RuntimeException error) {
      answer.put("error", error.getClass().getSimpleName() + ": " + error.getMessage());
    }
    return answer;
  }
}
