package dev.consilium.memory.embedding;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.consilium.memory.language.Glossary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.net.URL;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A small model that runs in this process; its weights come with the host. */
final class LocalModel implements EmbeddingModel {
  /** 384 dimensions, quantised to 8 bits, English: Russian words are glossed. */
  static final String E5_SMALL = "e5-small-v2-q";

  /** To be counted up when the glossary changes: texts give other vectors then. */
  private static final String GLOSSED = "+ru1";

  private static final int MAX_TOKENS = 512;

  /** Texts of one length at once: none waits long for another's words. */
  private static final int BATCH = 16;

  /** The native code takes more than the usual megabyte, and crashes the process without it. */
  private static final long STACK = 16 << 20;

  private final String name;

  /** Of their own, so that no question waits for a batch of passages. */
  private final ExecutorService queries =
      Executors.newSingleThreadExecutor(thread("embedding-queries"));

  /** Somebody waits for a question's vector, and nobody for a passage's. */
  private final ExecutorService passages =
      Executors.newSingleThreadExecutor(LowPriority.threads(thread("embedding-passages")));

  private @Nullable Loaded loaded;

  LocalModel(String name) {
    if (!name.equals(E5_SMALL)) {
      throw new IllegalArgumentException(
          "There is no local model \""
              + name
              + "\"; known: "
              + E5_SMALL
              + ", none. For any other, set embedding_url to an OpenAI-compatible API.");
    }
    this.name = name;
  }

  private static ThreadFactory thread(String name) {
    return Thread.ofPlatform().daemon().name(name).stackSize(STACK).factory();
  }

  private record Loaded(WordPieces tokenizer, OrtSession session) {}

  private synchronized Loaded loaded() {
    Loaded known = loaded;
    if (known == null) {
      try (NativeCalls.Inside _ = NativeCalls.enter()) {
        known = new Loaded(tokenizer(), session());
      } catch (IOException | OrtException | UnsatisfiedLinkError e) {
        throw new EmbeddingException(
            "The embedding model "
                + name
                + " cannot be loaded here ("
                + e.getMessage()
                + "); set embedding_url to an API, or embedding_model to none.",
            e);
      }
      loaded = known;
    }
    return known;
  }

  private WordPieces tokenizer() throws IOException {
    try (InputStream file = resource("-tokenizer.json")) {
      return new WordPieces(file, MAX_TOKENS);
    }
  }

  private OrtSession session() throws IOException, OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        Arena arena = Arena.ofConfined()) {
      // The other half belongs to the calls.
      options.setIntraOpNumThreads(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      OrtReference.keep();
      return environment.createSession(weights(arena), options);
    }
  }

  /** Beside the heap: there everybody would wait while so much is moved about. */
  private ByteBuffer weights(Arena arena) throws IOException {
    URLConnection file = url(".onnx").openConnection();
    file.setUseCaches(false);
    try (ReadableByteChannel bytes = Channels.newChannel(file.getInputStream())) {
      ByteBuffer weights = arena.allocate(file.getContentLength()).asByteBuffer();
      while (weights.hasRemaining()) {
        if (bytes.read(weights) < 0) {
          throw new IOException(file.getURL() + " ends too early");
        }
      }
      return weights.flip();
    }
  }

  private InputStream resource(String suffix) throws IOException {
    return url(suffix).openStream();
  }

  private URL url(String suffix) throws IOException {
    URL url = LocalModel.class.getResource("/" + name + suffix);
    if (url == null) {
      throw new IOException("/" + name + suffix + " is not on the class path");
    }
    return url;
  }

  @Override
  public String name() {
    return name + GLOSSED;
  }

  @Override
  public float[] query(String text) {
    List<String> one = List.of("query: " + Glossary.inEnglish(text));
    return on(queries, () -> embed(one)).getFirst();
  }

  @Override
  public List<float[]> passages(List<String> texts) {
    // Threads that the model starts have the priority of the one that loads it.
    var _ = on(queries, this::loaded);
    List<String> all = texts.stream().map(text -> "passage: " + Glossary.inEnglish(text)).toList();
    return on(passages, () -> embed(all));
  }

  private static <T> T on(ExecutorService thread, Callable<T> work) {
    try {
      return thread.submit(work).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof EmbeddingException known
          ? known
          : new EmbeddingException("The embedding model failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddingException("Interrupted.", e);
    }
  }

  private List<float[]> embed(List<String> texts) {
    List<Integer> byLength =
        IntStream.range(0, texts.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> texts.get(i).length()))
            .toList();
    Map<Integer, float[]> vectors = new HashMap<>();
    for (int from = 0; from < byLength.size(); from += BATCH) {
      List<Integer> batch = byLength.subList(from, Math.min(byLength.size(), from + BATCH));
      List<float[]> embedded = run(batch.stream().map(texts::get).toList());
      for (int i = 0; i < batch.size(); i++) {
        vectors.put(batch.get(i), embedded.get(i));
      }
    }
    return IntStream.range(0, texts.size()).mapToObj(vectors::get).toList();
  }

  private List<float[]> run(List<String> texts) {
    Loaded model = loaded();
    long[][] ids = texts.stream().map(model.tokenizer()::ids).toArray(long[][]::new);
    int longest = Stream.of(ids).mapToInt(one -> one.length).max().orElse(0);
    long[][] masks = new long[ids.length][];
    for (int i = 0; i < ids.length; i++) {
      masks[i] = new long[longest];
      Arrays.fill(masks[i], 0, ids[i].length, 1);
      ids[i] = Arrays.copyOf(ids[i], longest);
    }
    try (NativeCalls.Inside _ = NativeCalls.enter()) {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      try (OnnxTensor tokens = OnnxTensor.createTensor(environment, ids);
          OnnxTensor mask = OnnxTensor.createTensor(environment, masks);
          OnnxTensor types = OnnxTensor.createTensor(environment, new long[ids.length][longest])) {
        Map<String, OnnxTensor> inputs = new HashMap<>();
        inputs.put("input_ids", tokens);
        inputs.put("attention_mask", mask);
        if (model.session().getInputNames().contains("token_type_ids")) {
          inputs.put("token_type_ids", types);
        }
        try (OrtSession.Result result = model.session().run(inputs)) {
          float[][][] hidden = (float[][][]) result.get(0).getValue();
          List<float[]> vectors = new ArrayList<>();
          for (int i = 0; i < hidden.length; i++) {
            vectors.add(UnitVectors.of(mean(hidden[i], masks[i])));
          }
          return vectors;
        }
      }
    } catch (OrtException e) {
      throw new EmbeddingException("The embedding model failed: " + e.getMessage(), e);
    }
  }

  private static float[] mean(float[][] tokens, long[] mask) {
    float[] sum = new float[tokens[0].length];
    for (int token = 0; token < tokens.length; token++) {
      if (mask[token] == 1) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += tokens[token][i];
        }
      }
    }
    return sum;
  }

  @Override
  public void close() {
    queries.close();
    passages.close();
    unload();
  }

  private synchronized void unload() {
    Loaded known = loaded;
    if (known != null) {
      loaded = null;
      try (NativeCalls.Inside _ = NativeCalls.enter()) {
        known.session().close();
      } catch (EmbeddingException e) {
        // The process stops, and its memory goes with it.
      } catch (OrtException e) {
        throw new UncheckedIOException(new IOException(e));
      }
    }
  }
}
