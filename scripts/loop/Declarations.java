import java.lang.classfile.Attributes;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.classfile.attribute.NestMembersAttribute;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.reflect.AccessFlag;
import java.util.List;

/**
 * What the compilation of other classes can depend on in a class: all of it but the code of its
 * methods and what comes with that. While this stays the same, nobody else has to be compiled anew.
 * Constants that the compiler writes into other classes are values of fields, and so belong to it;
 * private members do too, which now and then compiles more than it has to.
 */
final class Declarations {
  /** What a class has that no other can name. */
  static final String NONE = "-";

  private static final ClassFile NEW_POOL =
      ClassFile.of(
          ClassFile.ConstantPoolSharingOption.NEW_POOL, ClassFile.DebugElementsOption.DROP_DEBUG);

  private Declarations() {}

  /** The same for two classes with the same declarations. */
  static String of(byte[] bytes) {
    ClassModel model = NEW_POOL.parse(bytes);
    if (model.findAttribute(Attributes.enclosingMethod()).isPresent()) {
      return NONE;
    }
    return Digest.of(
        NEW_POOL.transformClass(
            model,
            (builder, element) -> {
              switch (element) {
                case MethodModel method when method.flags().has(AccessFlag.SYNTHETIC) -> {}
                case MethodModel method ->
                    builder.transformMethod(
                        method, MethodTransform.dropping(CodeAttribute.class::isInstance));
                case FieldModel field when field.flags().has(AccessFlag.SYNTHETIC) -> {}
                case InnerClassesAttribute inner -> {
                  List<InnerClassInfo> own =
                      inner.classes().stream().filter(info -> isOfNest(model, info)).toList();
                  if (!own.isEmpty()) {
                    builder.with(InnerClassesAttribute.of(own));
                  }
                }
                case NestMembersAttribute _, SourceFileAttribute _ -> {}
                case ClassElement other -> builder.with(other);
              }
            }));
  }

  /** The attribute also lists classes that only the code mentions, and those without a name. */
  private static boolean isOfNest(ClassModel model, InnerClassInfo info) {
    String name = model.thisClass().asInternalName();
    return info.innerClass().asInternalName().equals(name)
        || info.outerClass().filter(outer -> outer.asInternalName().equals(name)).isPresent();
  }
}
